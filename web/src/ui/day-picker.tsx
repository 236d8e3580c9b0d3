import { DatePicker } from "antd";
import dayjs from "dayjs";
import type { Day } from "@/api/types";
import styles from "./day-picker.module.css";
import type { Control } from "./inputs";

/** The calendar behind `DayInput`, which loads it: it weighs as much as the rest of a form. */
export default function DayPicker({ value, onChange, min, ...rest }: Control<Day> & { min?: Day }) {
  return (
    <DatePicker
      {...rest}
      value={value ? dayjs(value) : null}
      minDate={min ? dayjs(min) : undefined}
      className={styles.day}
      onChange={(next) => onChange?.(next ? next.format("YYYY-MM-DD") : null)}
    />
  );
}
