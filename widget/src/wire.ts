/** The line to the server: socket.io behind the few words that the conversation needs. */

import { io } from "socket.io-client";

/** What a conversation needs of a line; tests put another one in its place. */
export interface Wire {
  readonly connected: boolean;
  /** Listen to an event of the server, or to `connect`, `disconnect` and `connect_error`. */
  on(event: string, listener: (data: unknown) => void): void;
  /**
   * Send an event.
   *
   * @param answered gets the acknowledgement, or null if none came in time.
   */
  send(event: string, data: object, answered: (acknowledgement: unknown) => void): void;
  open(): void;
  close(): void;
}

/** A turn takes well under a second; a line that is silent for so long is dead. */
const ANSWER_MILLISECONDS = 20_000;
const REOPEN_MILLISECONDS = 1000;

/**
 * A line to a server, not yet open.
 *
 * @param server base address, such as `https://chat.example` or `https://clinic.example/limber`.
 */
export function socketWire(server: string): Wire {
  const { origin, pathname } = new URL(server);
  const socket = io(origin, {
    path: `${pathname.replace(/\/$/, "")}/socket.io/`,
    // WebSocket first: no sticky sessions needed, quicker on a slow line. Polling where it is blocked.
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
  });
  const open = (): void => {
    // A pending attempt may wait for seconds; this one starts at once.
    if (!socket.connected) socket.disconnect().connect();
  };
  // socket.io gives up where the server closed the line itself; it may only be starting anew.
  const persist = (): void => void (socket.active || setTimeout(open, REOPEN_MILLISECONDS));
  socket.on("disconnect", (reason) => void (reason === "io server disconnect" && persist()));
  socket.on("connect_error", persist);
  return {
    get connected() {
      return socket.connected;
    },
    on: (event, listener) => void socket.on(event, listener),
    send: (event, data, answered) => {
      socket.timeout(ANSWER_MILLISECONDS).emit(event, data, (error: Error | null, acknowledgement: unknown) => {
        answered(error ? null : acknowledgement);
      });
    },
    open,
    close: () => void socket.disconnect(),
  };
}
