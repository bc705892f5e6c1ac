"""The yardstick: Flask saying hello."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "hello"


@app.post("/")
def posted() -> str:
    return "posted"
