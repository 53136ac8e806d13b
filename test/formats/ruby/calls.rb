require "net/smtp"

HOST = "db"
config.action_mailer.smtp_settings = { address: HOST, :port => 587, "user" => "u#{id}" }
http.verify_mode = OpenSSL::SSL::VERIFY_NONE
Net::SMTP.start(HOST, 25, starttls: :auto) { |smtp| smtp.send_message text }
ENV["MODE"] ||= 'test'

module Admin
  class Users < Base
    before_action :check, only: %i[index show]

    def check(name, limit = 10, strict: true)
      head :forbidden unless request.remote_ip == "10.0.0.1"
      @session = Session.new
    end
  end
end
