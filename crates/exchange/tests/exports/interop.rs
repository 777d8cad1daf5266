//! Other people's programs open what we write, where this machine has them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use musubi_exchange::table::{Exercise, Table};

use crate::head;
use crate::ledger::people;
use crate::shelters::{open_places, places, public_geojson};
use crate::table::list;

/// `None`, and said so, where the program is not here.
fn program(name: &str, reason: &str) -> Option<Command> {
    let mut asked = Command::new(name);
    asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if asked.status().is_ok_and(|status| status.success()) {
        return Some(Command::new(name));
    }
    println!("SKIPPED: {reason}");
    None
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The cells as `LibreOffice` shows them, one text for the sheet: UTF-8, `|` between cells.
fn shown(folder: &Path, file: &str, read_as: &str) -> Option<String> {
    let mut office = program("soffice", "LibreOffice is not installed")?;
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let status = office
        .args([&profile, "--headless", read_as])
        .args(["--convert-to", "csv:Text - txt - csv (StarCalc):124,34,76,1,,0,false,true"])
        .arg("--outdir")
        .arg(folder.join("shown"))
        .arg(folder.join(file))
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let name = Path::new(file).with_extension("csv");
    Some(std::fs::read_to_string(folder.join("shown").join(name)).unwrap())
}

/// `Shift_JIS`, commas, quotes; what stands in quotes is text.
const READ_SHIFT_JIS: &str =
    "--infilter=Text - txt - csv (StarCalc):44,34,64,1,,0,true,false,false";
const READ_ANYTHING: &str = "--nologo";

fn plain() -> Table {
    let mut table = Table::new("名簿", ["受付番号", "氏名", "電話", "人数", "備考"]);
    table.push(vec![
        "0012".into(),
        "髙田 一".into(),
        "096-000-0001".into(),
        3.into(),
        "一行目\n二行目, \"引用\" <b>&".into(),
    ]);
    table.push(vec!["3-4".into(), "濵﨑".into(), "".into(), 0.into(), "9時～17時".into()]);
    table
}

#[test]
fn libreoffice_shows_the_same_cells_of_the_workbook_and_of_the_shift_jis_text() {
    let folder = folder("office");
    let head = head(Exercise::Drill);
    std::fs::write(folder.join("book.xlsx"), plain().xlsx(&head).unwrap()).unwrap();
    std::fs::write(folder.join("text.csv"), plain().shift_jis(&head).bytes).unwrap();
    let Some(book) = shown(&folder, "book.xlsx", READ_ANYTHING) else { return };
    let text = shown(&folder, "text.csv", READ_SHIFT_JIS).unwrap();
    assert_eq!(book, text);
    for cell in
        ["|髙田 一|", "0012|", "096-000-0001|3|", "二行目, \"\"引用\"\" <b>&", "|0|9時～17時"]
    {
        assert!(book.contains(cell), "{cell} in {book}");
    }
    assert!(book.contains("区分|訓練|") && book.contains("時点|2026-11-26 18:09|"), "{book}");
}

#[test]
fn libreoffice_shows_the_same_cells_of_places_and_of_people() {
    let head = head(Exercise::Real);
    for (name, table) in [("places", places()), ("open", open_places()), ("people", people())] {
        let folder = folder(&format!("office-{name}"));
        std::fs::write(folder.join("book.xlsx"), table.xlsx(&head).unwrap()).unwrap();
        let text = table.shift_jis(&head);
        assert_eq!(text.written_out, 0);
        std::fs::write(folder.join("text.csv"), text.bytes).unwrap();
        let Some(book) = shown(&folder, "book.xlsx", READ_ANYTHING) else { return };
        let text = shown(&folder, "text.csv", READ_SHIFT_JIS).unwrap();
        assert_eq!(book, text.replace("'=", "="), "but for what makes a formula harmless");
        assert!(book.lines().count() > 9, "{book}");
    }
}

#[test]
fn libreoffice_opens_a_list_of_everything_and_runs_nothing_in_it() {
    let folder = folder("office-all");
    let head = head(Exercise::Real);
    std::fs::write(folder.join("book.xlsx"), list().xlsx(&head).unwrap()).unwrap();
    std::fs::write(folder.join("text.csv"), list().shift_jis(&head).bytes).unwrap();
    let Some(book) = shown(&folder, "book.xlsx", READ_ANYTHING) else { return };
    for cell in [
        "𠮷田 髙子",
        "=HYPERLINK(",
        "+81 96 000 0002",
        "2026-11-26 16:09|32.8031|",
        "-33.0296461|",
        "_x0041_",
    ] {
        assert!(book.contains(cell), "{cell} in {book}");
    }
    let text = shown(&folder, "text.csv", READ_SHIFT_JIS).unwrap();
    for cell in ["〓(U+20BB7)田 髙子", "'=HYPERLINK(", "'+81 96 000 0002", "2026-11-26 16:09|"]
    {
        assert!(text.contains(cell), "{cell} in {text}");
    }
}

#[test]
fn gdal_opens_the_open_shelters_and_counts_them() {
    let folder = folder("gdal");
    let (text, features) = public_geojson();
    let file = folder.join("open.geojson");
    std::fs::write(&file, text).unwrap();
    let Some(mut info) = program("ogrinfo", "ogrinfo of GDAL is not installed") else { return };
    let out = info.args(["-ro", "-al", "-so"]).arg(&file).output().unwrap();
    let told = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{told}");
    assert!(told.contains(&format!("Feature Count: {features}")), "{told}");
    assert!(
        told.contains("施設名: String") && told.contains("避難者数（総数）: Integer"),
        "{told}"
    );
}
