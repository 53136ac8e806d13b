resource "google_compute_instance" "worker" {
  name         = "worker"
  machine_type = "e2-medium"
  service_account {
    email  = google_service_account.worker.email
    scopes = ["cloud-platform"]
  }
}
resource "google_service_account" "worker" {
  account_id = "worker"
}
resource "google_project_iam_member" "anna" {
  project = var.project
  role    = "roles/viewer"
  member  = "user:anna@example.com"
}
resource "google_kms_crypto_key" "data" {
  name            = "data"
  rotation_period = "7776000s"
}
resource "google_sql_database_instance" "main" {
  database_version = "POSTGRES_16"
  settings {
    tier = "db-custom-2-7680"
    ip_configuration {
      ipv4_enabled = false
      ssl_mode     = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"
    }
  }
}
