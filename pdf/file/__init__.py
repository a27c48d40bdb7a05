"""The tagged file under the ink: canvas, tags, fields, objects, output. Only here is ReportLab."""
