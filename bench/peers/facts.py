"""What every peer prints beside the answers, made inside its clock as ours is."""

import json
import re
from hashlib import sha256

import zxingcpp

from bench.plans import Plan


def facts(plan: Plan) -> dict[str, object]:
    """The plan as JSON-safe data, with its fingerprint and its day."""
    answers = json.dumps(plan.answers, ensure_ascii=False, sort_keys=True)
    return {
        "answers": plan.answers,
        "reference": plan.reference,
        "version": plan.version,
        "url": plan.url,
        "digest": sha256(answers.encode()).hexdigest()[:16],
        "issued_on": f"{plan.issued_at:%Y-%m-%d}",
    }


def code_as_svg(address: str) -> str:
    """The QR code, by the encoder that we use ourselves."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M", dataMask=3)
    svg = code.to_svg(add_quiet_zones=False)
    # Not every peer takes the description that the encoder adds, or does without a viewBox.
    svg = re.sub("<desc>.*?</desc>", "", svg, flags=re.DOTALL)
    return re.sub(r'<svg (width="(\d+)" height="(\d+)")', r'<svg viewBox="0 0 \2 \3" \1', svg)
