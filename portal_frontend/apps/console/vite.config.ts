import { defineConfig } from "vite";
import { application } from "../../vite.shared.ts";

export default defineConfig(application("console", 5174));
