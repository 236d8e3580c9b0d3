//! The live work of the story: deals at every point of the stream, leads, and what waits today.

use super::{
    cast::{Cast, DemoError, id_of},
    deal::{Deal, Until},
};
use serde_json::json;

/// Every deal of the story, oldest first.
#[expect(clippy::too_many_lines, reason = "a table of deals")]
pub(crate) fn deals() -> Vec<Deal> {
    let base = Deal {
        ar: "li.na",
        customer: "",
        class: ("a", "电网"),
        contact: ("", ""),
        title: "",
        pain: "",
        idea: "",
        lines: &[],
        start: 0,
        pace: 100,
        until: Until::Closed,
    };
    vec![
        Deal {
            customer: "华东电力股份有限公司",
            class: ("s", "电网"),
            contact: ("王建国", "设备部主任"),
            title: "城南变 110kV 主变增容改造",
            pain: "城南变夏季负荷超过额定容量 118%，限电风险高，需在迎峰度夏前完成增容。",
            idea: "SZ20 有载调压主变两台，配油色谱在线监测与旧变回收。",
            lines: &[("SZ20-50000/110", 2, 600), ("ONLINE-DGA", 2, 0), ("SERVICE-EPC", 40, 0)],
            start: 230,
            ..base.clone()
        },
        Deal {
            customer: "苏州精密制造集团",
            class: ("b", "制造业"),
            contact: ("顾晓峰", "动力部经理"),
            title: "二期厂房 10kV 配电系统",
            pain: "二期投产后 10kV 侧容量不足，原柜型停产，备件难寻。",
            idea: "KYN28 开关柜 26 面加电容补偿，整体交付。",
            lines: &[("KYN28-12", 26, 800), ("TBB10-6000", 2, 500)],
            start: 205,
            until: Until::Paid,
            ..base.clone()
        },
        Deal {
            ar: "huang.yan",
            customer: "粤能新能源投资有限公司",
            class: ("a", "新能源"),
            contact: ("陈伟文", "工程总监"),
            title: "阳江 200MW 光伏升压站一次设备",
            pain: "并网节点锁定，升压站一次设备供货周期是关键路径。",
            idea: "220kV 主变一台、GIS 五间隔，驻场协调。",
            lines: &[("SZ20-63000/220", 1, 500), ("ZF-126", 5, 700)],
            start: 165,
            until: Until::Delivered,
            ..base.clone()
        },
        Deal {
            customer: "浙东钢铁有限公司",
            class: ("b", "冶金"),
            contact: ("方国强", "设备处处长"),
            title: "炼钢电弧炉无功补偿改造",
            pain: "电弧炉闪变超标被供电公司限期整改。",
            idea: "SVG 加固定补偿，承诺闪变指标。",
            lines: &[("SVG-10/10", 3, 900), ("TBB10-6000", 1, 500)],
            start: 190,
            until: Until::Delivered,
            ..base.clone()
        },
        Deal {
            customer: "宁波港务电力公司",
            class: ("a", "港口"),
            contact: ("沈立", "供电部经理"),
            title: "岸电系统 10kV 扩容",
            pain: "岸电使用率翻倍，现有两段母线满载。",
            idea: "KYN28 开关柜扩建一段母线。",
            lines: &[("KYN28-12", 18, 600), ("SERVICE-EPC", 25, 0)],
            start: 120,
            until: Until::Executing,
            ..base.clone()
        },
        Deal {
            ar: "emma.brown",
            customer: "Mekong Grid Corporation",
            class: ("a", "Utilities"),
            contact: ("Nguyen Van Minh", "Head of substations"),
            title: "Two 110 kV substations, lot 3",
            pain: "Rural load grows 14 % a year; two substations are overloaded at the evening peak.",
            idea: "Two 50 MVA transformers with online monitoring and local training.",
            lines: &[("SZ20-50000/110", 2, 400), ("ZF-126", 4, 500), ("SERVICE-EPC", 60, 0)],
            start: 78,
            until: Until::AtcRequested,
            ..base.clone()
        },
        Deal {
            ar: "huang.yan",
            customer: "深圳湾数据中心",
            class: ("a", "数据中心"),
            contact: ("林嘉仪", "基础设施总监"),
            title: "三号机楼 2N 供配电",
            pain: "三号机楼要求 2N 供电，年内上架。",
            idea: "KYN28 双路成套，预装调试缩短现场工期。",
            lines: &[("KYN28-12", 40, 1_000), ("SERVICE-EPC", 50, 0)],
            start: 62,
            until: Until::Negotiating,
            ..base.clone()
        },
        Deal {
            customer: "江南轨道交通集团",
            class: ("s", "轨道交通"),
            contact: ("胡志远", "机电部部长"),
            title: "7 号线主变电所设备",
            pain: "7 号线两座主所进入招标期，技术标准尚未锁定。",
            idea: "110kV 主变四台，可靠性数据引导评标标准。",
            lines: &[("SZ20-50000/110", 4, 700), ("ZF-126", 10, 800)],
            start: 50,
            until: Until::AtbRequested,
            ..base.clone()
        },
        Deal {
            ar: "emma.brown",
            customer: "Baltic Wind Power AS",
            class: ("b", "Renewables"),
            contact: ("Kristjan Tamm", "Grid manager"),
            title: "Reactive compensation for a 90 MW wind farm",
            pain: "The grid code now asks for dynamic reactive power at the connection point.",
            idea: "Three static var generators with grid-code simulation.",
            lines: &[("SVG-10/10", 3, 300)],
            start: 46,
            until: Until::Quoted,
            ..base.clone()
        },
        Deal {
            customer: "徐州矿业集团",
            class: ("c", "矿业"),
            contact: ("马东", "机电副总"),
            title: "主井提升变频配套供电",
            pain: "主井改造后谐波超标，保护误动。",
            idea: "补偿加开关柜局部更换。",
            lines: &[("TBB10-6000", 2, 300), ("KYN28-12", 8, 500)],
            start: 33,
            until: Until::Guiding,
            ..base.clone()
        },
        Deal {
            ar: "huang.yan",
            customer: "珠江纸业股份",
            class: ("b", "造纸"),
            contact: ("邓国华", "电气主管"),
            title: "热电站 110kV 主变更换",
            pain: "主变油色谱异常，乙炔超标，只能降载运行。",
            idea: "同容量替换，移动变过渡。",
            lines: &[("SZ20-50000/110", 1, 500), ("ONLINE-DGA", 1, 0)],
            start: 18,
            until: Until::AtiRequested,
            ..base.clone()
        },
        Deal {
            customer: "合肥新站半导体",
            class: ("a", "半导体"),
            contact: ("吴敏", "厂务经理"),
            title: "FAB2 供电可靠性提升",
            pain: "电压暂降一年七次，每次报废百万级晶圆。",
            idea: "10kV 侧快切加 SVG。",
            lines: &[("SVG-10/10", 2, 400), ("KYN28-12", 12, 600)],
            start: 11,
            until: Until::Converted,
            ..base
        },
    ]
}

/// A lead that is still one: who wrote it down, title, customer, pain, idea, criteria, days ago.
struct Hint {
    collector: &'static str,
    owner: &'static str,
    title: &'static str,
    customer: &'static str,
    pain: &'static str,
    idea: Option<&'static str>,
    criteria: [i64; 4],
    entry_in: i64,
    amount_minor: Option<i64>,
    ago: i64,
    verify: Option<(&'static str, &'static str)>,
}

const HINTS: &[Hint] = &[
    Hint {
        collector: "liu.yang",
        owner: "li.na",
        title: "老城变开关柜绝缘老化",
        customer: "华东电力股份有限公司",
        pain: "运行 22 年，局放告警增多。",
        idea: Some("KYN28 整段更换"),
        criteria: [2, 2, 2, 2],
        entry_in: 120,
        amount_minor: Some(260_000_000),
        ago: 26,
        verify: Some(("warm", "medium")),
    },
    Hint {
        collector: "chen.hao",
        owner: "huang.yan",
        title: "海上风电陆上集控中心",
        customer: "粤能新能源投资有限公司",
        pain: "二期核准，集控中心供电方案未定。",
        idea: None,
        criteria: [1, 1, 1, 1],
        entry_in: 300,
        amount_minor: None,
        ago: 40,
        verify: Some(("cold", "medium")),
    },
    Hint {
        collector: "li.na",
        owner: "li.na",
        title: "机场西扩 35kV 供电",
        customer: "东湖国际机场",
        pain: "西航站楼负荷新增 30MW。",
        idea: Some("双电源方案"),
        criteria: [3, 2, 3, 3],
        entry_in: 60,
        amount_minor: Some(900_000_000),
        ago: 3,
        verify: None,
    },
    Hint {
        collector: "emma.brown",
        owner: "emma.brown",
        title: "Mobile substation for mine ramp-up",
        customer: "Copperbelt Mining Ltd",
        pain: "The second shaft starts before the utility's line is ready.",
        idea: Some("Rent-to-own mobile transformer"),
        criteria: [3, 2, 2, 3],
        entry_in: 45,
        amount_minor: Some(1_150_000_000),
        ago: 2,
        verify: None,
    },
    Hint {
        collector: "huang.yan",
        owner: "huang.yan",
        title: "冷链园区储能配套",
        customer: "粤北冷链物流",
        pain: "峰谷价差拉大，想上储能，预算未定。",
        idea: None,
        criteria: [1, 1, 2, 1],
        entry_in: 220,
        amount_minor: None,
        ago: 9,
        verify: None,
    },
    Hint {
        collector: "liu.yang",
        owner: "emma.brown",
        title: "Spare transformer pool",
        customer: "Mekong Grid Corporation",
        pain: "Delivery times of 14 months force the utility to keep spares.",
        idea: Some("Pooled spares with guaranteed delivery"),
        criteria: [2, 2, 1, 2],
        entry_in: 150,
        amount_minor: Some(700_000_000),
        ago: 15,
        verify: Some(("warm", "high")),
    },
    Hint {
        collector: "chen.hao",
        owner: "li.na",
        title: "高校实训基地开关柜",
        customer: "江城电力学院",
        pain: "实训设备落后，专项资金传闻。",
        idea: None,
        criteria: [1, 1, 1, 1],
        entry_in: 400,
        amount_minor: None,
        ago: 30,
        verify: Some(("no", "")),
    },
];

/// Leads that are still leads.
pub(crate) async fn leads(cast: &mut Cast) -> Result<(), DemoError> {
    for hint in HINTS {
        cast.at(hint.ago);
        let [urgency, maturity, agreement, entry] = hint.criteria;
        let mut body = json!({
            "title": hint.title, "customer_name": hint.customer, "source": "visit",
            "owner_id": cast.id(hint.owner)?, "pain": hint.pain, "entry_on": cast.day(-hint.entry_in),
            "urgency": urgency, "maturity": maturity, "agreement": agreement, "entry": entry,
        });
        if let Some(idea) = hint.idea {
            body["solution_idea"] = json!(idea);
            body["decision_makers"] = json!("待确认");
        }
        if let Some(amount) = hint.amount_minor {
            body["amount_minor"] = json!(amount);
            body["budget_state"] = json!("planned");
        }
        if let Some(id) = cast.made.get(hint.customer) {
            body["customer_id"] = json!(id);
        }
        let lead = id_of(&cast.post(hint.collector, "/api/leads", body).await?)?;
        let Some((distance, win)) = hint.verify else { continue };
        cast.at(hint.ago - 2);
        let answers = match distance {
            "no" => json!({"is_lead": false, "note": "传闻未证实，且不在重点行业。"}),
            _ => json!({"is_lead": true, "distance": distance, "win": win}),
        };
        let path = format!("/api/leads/{lead}");
        cast.act("wang.qiang", http::Method::POST, &path, "verify", answers).await?;
    }
    Ok(())
}

/// What happened today: notes on records, so that no timeline is empty.
pub(crate) async fn fresh(cast: &mut Cast) -> Result<(), DemoError> {
    cast.at(0);
    for (login, customer, text) in [
        ("li.na", "江南轨道交通集团", "与胡部长确认评标办法：可靠性权重由 10 分提高到 15 分。"),
        ("huang.yan", "深圳湾数据中心", "客户希望 6 月底前完成首批 20 面柜到货，交付确认可行。"),
        (
            "emma.brown",
            "Mekong Grid Corporation",
            "Mr Minh expects our signed text by Friday; legal has no open points.",
        ),
        ("sun.min", "浙东钢铁有限公司", "到货款已逾期，财务承诺下周安排付款，李娜跟进。"),
    ] {
        let Some(id) = cast.made.get(customer).cloned() else { continue };
        let path = format!("/api/records/customer/{id}/notes");
        cast.post(login, &path, json!({"text": text})).await?;
    }
    Ok(())
}
