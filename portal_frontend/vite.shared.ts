import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { UserConfig } from "vite";

/**
 * Both applications are built alike. Pages live under a tenant (`/{tenant}/mypage/`, `/{tenant}/console/`),
 * their files do not, so that every tenant shares one cache: `/assets/portal/`, `/assets/console/`.
 */
export function application(name: "portal" | "console", port: number): UserConfig {
  const server = process.env["MINAMOTO_URL"] ?? "http://127.0.0.1:8000";
  return {
    base: `/assets/${name}/`,
    plugins: [react(), tailwindcss()],
    build: {
      // Nothing inline: the pages are served under a content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 900,
    },
    server: { port, proxy: { "^/[^/]+/api/": server } },
  };
}
