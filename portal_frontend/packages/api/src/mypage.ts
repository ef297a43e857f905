import type { components, paths } from "./generated/mypage";

export type MypagePaths = paths;
type Schemas = components["schemas"];

export type AccountSecurity = Schemas["AccountSecurity"];
export type Alert = Schemas["Alert"];
export type BillChange = Schemas["BillChange"];
export type BillClaim = Schemas["BillClaim"];
export type BillDetail = Schemas["BillDetail"];
export type BillLine = Schemas["BillLine"];
export type BillPage = Schemas["BillPage"];
export type BillState = BillSummary["state"];
export type BillStep = Schemas["BillStep"];
export type BillSummary = Schemas["BillSummary"];
export type Grain = UsageSeries["grain"];
export type HomeUsage = Schemas["HomeUsage"];
export type MypageCustomer = Schemas["MypageCustomer"];
export type MypageHome = Schemas["MypageHome"];
export type MypageSession = Schemas["MypageSession"];
export type PaymentView = Schemas["PaymentView"];
export type ServiceKind = UsageSeries["service"];
export type SessionStep = Schemas["SessionStep"];
export type TotpSetUp = Schemas["TotpSetUp"];
export type UsagePoint = Schemas["UsagePoint"];
export type UsageSeries = Schemas["UsageSeries"];
