import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { basePath } from "./api";
import { NotFoundScreen } from "./parts/page";
import { Shell } from "./parts/shell";
import { AccountScreen } from "./screens/account";
import { BillScreen } from "./screens/bill";
import { BillsScreen } from "./screens/bills";
import { HomeScreen } from "./screens/home";
import { LoginScreen } from "./screens/login";
import { PasswordResetConfirmScreen, PasswordResetRequestScreen } from "./screens/password_reset";
import { PaymentScreen } from "./screens/payment";
import { UsageScreen } from "./screens/usage";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundScreen });

function textOf(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  return typeof value === "string" ? value : undefined;
}

export const loginRoute = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: LoginScreen,
  validateSearch: (search): { next?: string } => ({ next: textOf(search, "next") }),
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

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });
const home = createRoute({ getParentRoute: () => shell, path: "/", component: HomeScreen });
const usage = createRoute({ getParentRoute: () => shell, path: "/usage", component: UsageScreen });
const bills = createRoute({ getParentRoute: () => shell, path: "/bills", component: BillsScreen });
export const billRoute = createRoute({
  getParentRoute: () => shell,
  path: "/bills/$billId",
  component: BillScreen,
});
export const paymentRoute = createRoute({
  getParentRoute: () => shell,
  path: "/payment",
  component: PaymentScreen,
  validateSearch: (search): { payment?: string } => ({ payment: textOf(search, "payment") }),
});
const account = createRoute({ getParentRoute: () => shell, path: "/account", component: AccountScreen });

export const router = createRouter({
  routeTree: root.addChildren([
    loginRoute,
    forgot,
    reset,
    shell.addChildren([home, usage, bills, billRoute, paymentRoute, account]),
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
