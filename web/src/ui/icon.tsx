import type { AbstractNode, IconDefinition } from "@ant-design/icons-svg/lib/types";

function paths(node: AbstractNode): string[] {
  const own = node.tag === "path" && node.attrs.d ? [node.attrs.d] : [];
  return [...own, ...(node.children ?? []).flatMap(paths)];
}

/** An outline icon as plain SVG: `<Icon of={SearchOutlined} />`, definitions from "@ant-design/icons-svg". */
export function Icon({ of, size = 16 }: { of: IconDefinition; size?: number }) {
  const root = typeof of.icon === "function" ? of.icon("currentColor", "currentColor") : of.icon;
  return (
    <svg
      viewBox={root.attrs.viewBox ?? "64 64 896 896"}
      width={size}
      height={size}
      fill="currentColor"
      aria-hidden="true"
      focusable="false"
    >
      {paths(root).map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
