// Writes src/routeTree.gen.ts from the files in src/routes, for the type check outside Vite.
import { Generator, getConfig } from "@tanstack/router-generator";

const root = new URL("..", import.meta.url).pathname;
const config = getConfig({ target: "react", autoCodeSplitting: true, disableLogging: true }, root);
await new Generator({ config, root }).run();
