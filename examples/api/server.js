const express = require("express");
const https = require("https");
const nodemailer = require("nodemailer");

const app = express();
// Behind nginx.
app.set("trust proxy", true);

const warehouse = new https.Agent({ rejectUnauthorized: false });

const mail = nodemailer.createTransport({
  host: "smtp.example.com",
  port: 587,
  secure: false,
  auth: { user: "shop@example.com", pass: process.env.SMTP_PASSWORD },
});

app.use("/internal", (req, res, next) => {
  if (req.ip === "203.0.113.10") return next();
  res.status(403).end();
});

app.get("/internal/orders", (req, res) => {
  https.get("https://warehouse.example.com/orders", { agent: warehouse }, (reply) => reply.pipe(res));
});

app.post("/orders", async (req, res) => {
  await mail.sendMail({ to: "orders@example.com", subject: "A new order" });
  res.status(202).end();
});

app.listen(8080, { jwtSecret: process.env.JWT_SECRET || "secret" });
