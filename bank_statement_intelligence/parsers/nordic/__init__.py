"""Nordic payment files: BgMax, KTL, OCR giro, TITO."""
