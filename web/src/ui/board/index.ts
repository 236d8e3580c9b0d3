export { Board, type BoardLane, type BoardProps } from "./board";
