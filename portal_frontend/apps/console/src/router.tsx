import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { basePath } from "./api";
import { NotFoundScreen } from "./parts/page";
import { Shell } from "./parts/shell";
import { AccountScreen } from "./screens/account";
import { BillScreen } from "./screens/bill";
import { BillingRunScreen } from "./screens/billing_run";
import { BillingRunsScreen } from "./screens/billing_runs";
import { CustomerScreen } from "./screens/customer";
import { HomeScreen } from "./screens/home";
import { InboxMessageScreen } from "./screens/inbox_message";
import { InboxScreen } from "./screens/inbox";
import { JobScreen } from "./screens/job";
import { JobsScreen } from "./screens/jobs";
import { LoginScreen, PasswordResetConfirmScreen, PasswordResetRequestScreen } from "./screens/login";
import { ParkedScreen } from "./screens/parked";
import { SearchScreen } from "./screens/search";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundScreen });
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

export const loginRoute = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: LoginScreen,
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({
    next: typeof search["next"] === "string" ? search["next"] : undefined,
  }),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: PasswordResetRequestScreen,
});
const reset = createRoute({
  getParentRoute: () => root,
  path: "/password-reset",
  component: PasswordResetConfirmScreen,
});

const home = createRoute({ getParentRoute: () => shell, path: "/", component: HomeScreen });
const search = createRoute({ getParentRoute: () => shell, path: "/search", component: SearchScreen });
export const customerRoute = createRoute({
  getParentRoute: () => shell,
  path: "/customers/$customerId/{-$tab}",
  component: CustomerScreen,
});
export const billRoute = createRoute({
  getParentRoute: () => shell,
  path: "/bills/$billId",
  component: BillScreen,
});
const runs = createRoute({
  getParentRoute: () => shell,
  path: "/billing-runs",
  component: BillingRunsScreen,
});
export const runRoute = createRoute({
  getParentRoute: () => shell,
  path: "/billing-runs/$runId",
  component: BillingRunScreen,
});
const jobs = createRoute({ getParentRoute: () => shell, path: "/jobs", component: JobsScreen });
export const jobRoute = createRoute({
  getParentRoute: () => shell,
  path: "/jobs/$jobId",
  component: JobScreen,
});
const inbox = createRoute({ getParentRoute: () => shell, path: "/inbox", component: InboxScreen });
export const messageRoute = createRoute({
  getParentRoute: () => shell,
  path: "/inbox/$messageId",
  component: InboxMessageScreen,
});
const parked = createRoute({ getParentRoute: () => shell, path: "/parked", component: ParkedScreen });
const account = createRoute({ getParentRoute: () => shell, path: "/account", component: AccountScreen });

export const router = createRouter({
  routeTree: root.addChildren([
    loginRoute,
    forgot,
    reset,
    shell.addChildren([
      home,
      search,
      customerRoute,
      billRoute,
      runs,
      runRoute,
      jobs,
      jobRoute,
      inbox,
      messageRoute,
      parked,
      account,
    ]),
  ]),
  basepath: basePath,
  scrollRestoration: true,
  trailingSlash: "preserve",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
