import type {
  BillSummary,
  ConsoleCustomer,
  InboxMessage,
  JobState,
  ParkedRecord,
  ReceiptView,
} from "@minamoto/api/console";
import { Badge, type BadgeTone } from "@minamoto/ui";
import { useWords } from "../words";

const BILL: Record<BillSummary["state"], BadgeTone> = {
  unpaid: "info",
  pending: "plain",
  partly_paid: "warning",
  paid: "good",
  overdue: "serious",
  cancelled: "plain",
};
const JOB: Record<JobState, BadgeTone> = {
  queued: "plain",
  running: "info",
  succeeded: "good",
  failed: "serious",
  cancelled: "plain",
};
const MESSAGE: Record<InboxMessage["state"], BadgeTone> = {
  received: "plain",
  processing: "info",
  applied: "good",
  partly_applied: "warning",
  duplicate: "plain",
  quarantined: "serious",
  failed: "serious",
};
const RECEIPT: Record<ReceiptView["state"], BadgeTone> = {
  cleared: "good",
  partly_cleared: "warning",
  unidentified: "serious",
  refunded: "plain",
  reversed: "plain",
};

export function BillBadge({ state }: { state: BillSummary["state"] }) {
  return <Badge tone={BILL[state]}>{useWords().billState[state]}</Badge>;
}

export function JobBadge({ state }: { state: JobState }) {
  return <Badge tone={JOB[state]}>{useWords().jobState[state]}</Badge>;
}

export function MessageBadge({ state }: { state: InboxMessage["state"] }) {
  return <Badge tone={MESSAGE[state]}>{useWords().messageState[state]}</Badge>;
}

export function ReceiptBadge({ state }: { state: ReceiptView["state"] }) {
  return <Badge tone={RECEIPT[state]}>{useWords().receiptState[state]}</Badge>;
}

export function ParkedBadge({ state }: { state: ParkedRecord["state"] }) {
  return <Badge tone={state === "parked" ? "warning" : "plain"}>{useWords().parkedState[state]}</Badge>;
}

export function OccupancyBadge({ state }: { state: ConsoleCustomer["state"] }) {
  return <Badge tone={state === "open" ? "good" : "plain"}>{useWords().occupancy[state]}</Badge>;
}
