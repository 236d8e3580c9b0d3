//! Titles and names as a company that sells electrical equipment writes them, from a fixed seed.

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Starts from a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`, which is at least 1.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    /// The same for positions.
    pub(crate) fn index(&mut self, end: usize) -> usize {
        let below = self.below(u64::try_from(end).unwrap_or(u64::MAX));
        usize::try_from(below).unwrap_or_default()
    }

    /// The same for amounts and days.
    pub(crate) fn number(&mut self, end: i64) -> i64 {
        i64::try_from(self.below(u64::try_from(end).unwrap_or(1))).unwrap_or_default()
    }

    /// True `percent` times of a hundred.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several; the first when there is none to choose from.
    pub(crate) fn pick<T: Copy>(&mut self, choice: &[T], otherwise: T) -> T {
        choice.get(self.index(choice.len())).copied().unwrap_or(otherwise)
    }
}

const CITIES: &[&str] = &[
    "上海",
    "北京",
    "广州",
    "深圳",
    "南京",
    "苏州",
    "杭州",
    "宁波",
    "合肥",
    "福州",
    "厦门",
    "南昌",
    "济南",
    "青岛",
    "郑州",
    "武汉",
    "长沙",
    "海口",
    "南宁",
    "成都",
    "重庆",
    "贵阳",
    "昆明",
    "西安",
    "兰州",
    "西宁",
    "银川",
    "太原",
    "石家庄",
    "天津",
    "沈阳",
    "大连",
    "长春",
    "哈尔滨",
    "呼和浩特",
    "乌鲁木齐",
    "无锡",
    "常州",
    "温州",
    "泉州",
];
const TRADES: &[&str] = &[
    "电力",
    "电网",
    "地铁",
    "钢铁",
    "化工",
    "水务",
    "机场",
    "港口",
    "矿业",
    "汽车",
    "石油",
    "纺织",
    "数据中心",
    "新能源",
];
const FORMS: &[&str] = &["有限公司", "集团有限公司", "股份有限公司", "有限责任公司"];
const GOODS: &[&str] = &[
    "主变压器",
    "配电变压器",
    "箱式变电站",
    "高压开关柜",
    "低压开关柜",
    "环网柜",
    "断路器",
    "隔离开关",
    "互感器",
    "避雷器",
    "电抗器",
    "电容器组",
    "无功补偿装置",
    "继电保护装置",
    "综合自动化系统",
    "直流屏",
    "充电桩",
    "储能系统",
    "光伏逆变器",
    "电缆附件",
    "母线槽",
    "配电箱",
    "电能表",
    "监控平台",
    "换流阀",
    "消弧线圈",
    "柴油机组",
    "不间断电源",
    "滤波装置",
    "巡检机器人",
];
const SIZES: &[&str] = &["10千伏", "35千伏", "110千伏", "220千伏", "500千伏", "", ""];
const WORKS: &[&str] = &[
    "采购项目",
    "采购项目",
    "采购项目",
    "改造项目",
    "改造项目",
    "扩建项目",
    "集成项目",
    "工程",
    "工程",
    "框架招标",
];
const FAMILY: &[&str] = &["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"];
const GIVEN: &[&str] = &["伟", "芳", "敏", "静", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛"];

/// In one title of this many there is a word that few have.
const SELDOM: u64 = 5_000;

/// Words for search, by how many titles hold them.
pub(crate) const SEARCHED: [(&str, &str); 4] =
    [("rare word", "磁悬"), ("middle word", "断路"), ("common word", "项目"), ("initials", "njdw")];

/// What a deal is called.
pub(crate) fn title(dice: &mut Dice) -> String {
    let (city, trade) = (dice.pick(CITIES, ""), dice.pick(TRADES, ""));
    let (size, good, work) = (dice.pick(SIZES, ""), dice.pick(GOODS, ""), dice.pick(WORKS, ""));
    let special = if dice.below(SELDOM) == 0 { "磁悬浮" } else { "" };
    let part = dice.below(9) + 1;
    format!("{city}{trade}{special}{size}{good}{work} {part}期")
}

/// What a customer needs.
pub(crate) fn need(dice: &mut Dice) -> String {
    let (first, second) = (dice.pick(GOODS, ""), dice.pick(GOODS, ""));
    format!("需要{first}和{second}，{}个月内交付", dice.below(18) + 2)
}

/// What a customer is called; `index` keeps names apart.
pub(crate) fn customer(dice: &mut Dice, index: usize) -> String {
    let (city, trade, form) = (dice.pick(CITIES, ""), dice.pick(TRADES, ""), dice.pick(FORMS, ""));
    format!("{city}{trade}{index}{form}")
}

/// What somebody is called.
pub(crate) fn person(dice: &mut Dice) -> String {
    format!("{}{}{}", dice.pick(FAMILY, ""), dice.pick(GIVEN, ""), dice.pick(GIVEN, ""))
}

#[cfg(test)]
mod tests {
    use super::{Dice, SEARCHED, title};

    #[test]
    fn the_same_seed_gives_the_same_titles() {
        let texts = |seed| {
            let mut dice = Dice::new(seed);
            (0..20).map(|_| title(&mut dice)).collect::<Vec<_>>()
        };
        assert_eq!(texts(7), texts(7));
        assert_ne!(texts(7), texts(8));
    }

    #[test]
    fn words_are_as_common_as_they_say() {
        let mut dice = Dice::new(1);
        let titles: Vec<String> = (0..50_000).map(|_| title(&mut dice)).collect();
        let count = |word| titles.iter().filter(|title| title.contains(word)).count();
        let [rare, middle, common, _] = SEARCHED.map(|(_, word)| count(word));
        assert!((1..100).contains(&rare), "{rare}");
        assert!((500..5_000).contains(&middle), "{middle}");
        assert!(common > 25_000, "{common}");
    }
}
