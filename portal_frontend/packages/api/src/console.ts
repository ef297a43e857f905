import type { components, paths } from "./generated/console";

export type ConsolePaths = paths;
type Schemas = components["schemas"];

export type BillDetail = Schemas["BillDetail"];
export type BillSummary = Schemas["BillSummary"];
export type BillingRun = Schemas["BillingRun"];
export type ConsoleBill = Schemas["ConsoleBill"];
export type ConsoleCustomer = Schemas["ConsoleCustomer"];
export type ConsoleHome = Schemas["ConsoleHome"];
export type ConsoleSession = Schemas["ConsoleSession"];
export type CustomerHit = Schemas["CustomerHit"];
export type InboxMessage = Schemas["InboxMessage"];
export type Job = Schemas["Job"];
export type JobState = Job["state"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type MessageState = InboxMessage["state"];
export type OccupancyFilter = NonNullable<Schemas["CustomerSearch"]["status"]>;
export type ParkedRecord = Schemas["ParkedRecord"];
export type Progress = Schemas["Progress"];
export type ReceiptView = Schemas["ReceiptView"];
export type SessionStep = Schemas["SessionStep"];
