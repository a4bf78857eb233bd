"""Which files need an approval before they leave (Art. 25): the door that makes the file, and what it holds."""

EXPORTS = {
    "libraries:export": "检查对象名录库",
    "libraries:export_inspectors": "执法检查人员名录库",
}
