import type { Options } from "tls";
import * as tls from "tls";
@Injectable({ scope: "request" })
export class Client<T> implements Closable {
  private readonly url: string = "https://example.org";
  constructor(private host = "localhost", public port: number = 443) {}
  open(): Promise<void> {
    return tls.connect(<Options>{ host: this.host, port: this.port as number, rejectUnauthorized: !true }!);
  }
}
enum Mode { On = "on", Off = "off" }
export default { mode: Mode.On } satisfies Settings;
