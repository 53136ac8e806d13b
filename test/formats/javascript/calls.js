// imports and their other names
import https, { request as ask } from "node:https";
const { createTransport: make } = require("nodemailer");

const HOST = "db" + ".example.org";
const options = { host: HOST, port: 5432, ssl: { rejectUnauthorized: false }, "max-age": 60, tags: ["a", "b"], ...extra };
https.get({ ...options, headers: { accept: `*/*` } }, (res) => res.end(`got ${res.statusCode}`));
ask(HOST, options);
make({ host }).sendMail({ to: user.mail });
process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = '0';
exports.settings = { list: [{ name: "one" }, { name: "two" }], [computed]: 1 };

class Server extends Base {
  port = 80;
  start(address = "0.0.0.0") {
    if (req.ip === "127.0.0.1" && !trusted) return next();
    else throw new Error("no");
  }
}
app?.use?.("/x", async function named() {});
