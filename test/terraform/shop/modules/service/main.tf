resource "aws_ecs_task_definition" "this" {
  family = var.name
  container_definitions = jsonencode([{
    name       = var.name
    image      = "registry.example.com/${var.name}:1.4.2"
    privileged = var.privileged
  }])
}
resource "aws_ecs_service" "this" {
  name            = var.name
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 2
}
