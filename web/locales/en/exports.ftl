# Files of the list of shelters
exports = Write out
exports-hint = The shelters as this laptop knows them, as of now, drill or real, with what is unknown. No records of evacuees; remarks stand there as they were written.
export-xlsx = Spreadsheet (XLSX)
export-shift-jis = CSV (Shift_JIS)
export-eei-csv = Basic shared information EEI (CSV)
export-eei-json = Basic shared information EEI (JSON)
export-hxl = HXL (CSV)
export-evacuation-shelters = EvacuationShelter (JSON)
export-pcxml = Draft of PCXML for L-Alert (unverified, not to be sent)
