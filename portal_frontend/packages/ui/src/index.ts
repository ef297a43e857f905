export { Amount, Figure } from "./amount";
export { Button, Key, buttonClass } from "./button";
export { BarChart, bandFill, type Bar } from "./chart";
export { Dialog } from "./dialog";
export { FormError, PasswordField, Select, TextField } from "./fields";
export * from "./format";
export { Icon, type IconName } from "./icons";
export type { Translated } from "./locale";
export {
  LOCALES,
  LocaleProvider,
  currentLocale,
  messages,
  readStored,
  useLocale,
  writeStored,
  type Locale,
} from "./locale";
export { Segmented } from "./segmented";
export { ResetConfirm, ResetRequest, SignIn, useErrorText, useSubmission, type Step } from "./signin";
export {
  Badge,
  Blank,
  Bone,
  Failed,
  Loading,
  Notice,
  OfflineBanner,
  useOnline,
  type BadgeTone,
  type Tone,
} from "./states";
export { THEMES, applyTheme, useTheme, type Theme } from "./theme";
export { useUiWords } from "./words";
export { magnitude, signOf, subtract } from "./decimal";
export { BillTaxes, BillWorking } from "./bill_working";
export { useBillWords } from "./bill_words";
export { useServiceWords } from "./service_words";
export { NO_CHOICE, UsageBrowser, type UsageView } from "./usage_browser";
export { useKeys, type KeyActions } from "./keys";
export { Progress } from "./progress";
export { Security, type SecurityActs } from "./security";
export { useSecurityWords } from "./security_words";
export { Redirect, innerAddress } from "./redirect";
export { useAttempt } from "./attempt";
