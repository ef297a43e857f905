import { messages } from "@minamoto/ui";
import { en } from "./en";
import { ja } from "./ja";

export const useWords = messages(ja, en);
