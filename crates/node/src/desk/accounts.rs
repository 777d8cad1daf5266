//! Signing in and out, accounts, and the first run.

use musubi_model::account::{self, Account as Record, ChangeAccount, NewAccount as NewRecord};
use musubi_model::facts::Facts;
use musubi_model::field::{Change, Noted, Recorder};
use musubi_model::ids::{Kind, RecordId};
use musubi_model::place::PlaceName;
use musubi_model::record::Edit;
use musubi_model::text::Line;
use musubi_model::time::Timestamp;

use super::check::Check;
use super::session::{
    BeginProvisional, ConfirmClock, Login, Me, NameManager, NodeInfo, Relock, Session, Setup,
    TakeTicket, Unlock,
};
use super::wire::{RequestKey, SavedHere};
use super::{Caller, Desk, DeskError, chance, fresh_id, noted, now};
use crate::accounts::{Account, AccountList, NewAccount, Role, secret};
use crate::runtime::handle::{EnrolError, Enrolled, LockError, NodeRole};
use crate::runtime::keys::Passphrase;

/// Accounts are for one emergency. A manager's goes on while it is used, so that a place is never left
/// without one; of anybody else a manager decides, by making a new one.
const ACCOUNT_MS: i64 = 90 * 24 * 3_600 * 1_000;
/// A manager who signs in when less than this is left stays one for another [`ACCOUNT_MS`].
const PROLONG_MS: i64 = 30 * 24 * 3_600 * 1_000;
/// A page that shows an older time than this confirms nothing.
const SHOWN_MS_MAX: i64 = 120_000;
/// What a ticket holds of a place's name.
const PROVISIONAL_NAME_BYTES_MAX: usize = 90;

impl Desk {
    pub fn session(&self, token: Option<&str>, rights: impl Fn(Role) -> Vec<String>) -> Session {
        let caller = token.and_then(|token| self.caller(token));
        let enrolled = self.enrolled().ok();
        let me = caller.as_ref().map(|caller| Me {
            account: caller.account.to_string(),
            name: caller.name.clone(),
            role: caller.role,
            rights: rights(caller.role),
            reveals_until: caller.revealing.as_ref().map(|it| it.until.millis()),
        });
        Session {
            now: now().millis(),
            setup: self.setup(enrolled.as_ref()),
            node: enrolled.map(|enrolled| self.node_info(&enrolled)),
            me,
            form_token: self.form_token(caller.as_ref()),
        }
    }

    fn node_info(&self, enrolled: &Enrolled) -> NodeInfo {
        // Alone, for one who holds the status must not ask for it again.
        let (has_passphrase, cut_off) = {
            let status = self.0.handle.status();
            (status.has_passphrase, status.cut_off)
        };
        NodeInfo {
            closed: super::ending::is_closed(self, Some(enrolled)),
            erased: self.is_erased(),
            drill: enrolled.drill,
            provisional: enrolled.provisional,
            has_passphrase,
            cut_off,
            operation: enrolled.operation.to_string(),
            role: enrolled.role.word().to_owned(),
            place: enrolled.place.to_string(),
            place_name: self.place_name(enrolled.place),
            letter: enrolled.letter.to_string(),
            node: enrolled.node.to_string(),
        }
    }

    fn setup(&self, enrolled: Option<&Enrolled>) -> Setup {
        let status = self.0.handle.status();
        if status.locked {
            return Setup::Unlock;
        }
        if status.clock_confirmed_at.is_none() {
            return Setup::ConfirmClock;
        }
        drop(status);
        match enrolled {
            None => Setup::TakeTicket,
            Some(_) if self.has_accounts() => Setup::Done,
            Some(_) => Setup::NameManager,
        }
    }

    fn has_accounts(&self) -> bool {
        self.read_accounts(|facts| Record::all(facts).next().is_some()).unwrap_or(false)
    }

    fn read_accounts<T>(&self, reader: impl FnOnce(&Facts<'_>) -> T) -> Result<T, DeskError> {
        let place = self.enrolled()?.place;
        Ok(self.read(self.document(Kind::Desk, place)?, reader))
    }

    pub async fn confirm_clock(
        &self,
        caller: Option<&Caller>,
        confirm: ConfirmClock,
    ) -> Result<(), DeskError> {
        self.may_confirm_clock(caller)?;
        let now = now();
        if now.millis_since(Timestamp::from_millis(confirm.shown)).abs() > SHOWN_MS_MAX {
            return Err(DeskError::Conflict { code: "old_page" });
        }
        self.0.handle.confirm_clock(now).await;
        Ok(())
    }

    /// By anybody on a laptop without keys; where people have been recorded already, by the manager.
    pub async fn take_ticket(
        &self,
        caller: Option<&Caller>,
        take: TakeTicket,
    ) -> Result<(), DeskError> {
        let is_manager = caller.is_some_and(|caller| caller.role == Role::Manager);
        if self.enrolled().is_ok_and(|it| it.provisional) && self.has_accounts() && !is_manager {
            return Err(DeskError::NotAllowed { code: "not_allowed" });
        }
        let pin = take.pin.filter(|pin| !pin.trim().is_empty());
        self.0.handle.enrol(take.ticket.trim().to_owned(), pin).await.map_err(not_enrolled)
    }

    pub async fn begin_provisional(&self, begin: BeginProvisional) -> Result<(), DeskError> {
        let mut check = Check::default();
        let name: Option<PlaceName> = check.needed("place_name", &begin.place_name);
        if begin.place_name.len() > PROVISIONAL_NAME_BYTES_MAX {
            check.refuse("place_name", "text.too_long");
        }
        check.done()?;
        let name = name.ok_or_else(|| DeskError::field("place_name", "text.empty"))?;
        self.0.handle.begin_provisional(String::from(name)).await.map_err(not_enrolled)
    }

    pub async fn unlock(&self, unlock: Unlock) -> Result<(), DeskError> {
        let passphrase = Passphrase::new(&unlock.passphrase);
        self.0.handle.unlock(passphrase).await.map_err(not_enrolled)
    }

    pub async fn relock(&self, relock: Relock) -> Result<(), DeskError> {
        let passphrase = |text: Option<String>| {
            let text = text.filter(|text| !text.is_empty());
            text.map(|text| Passphrase::new(&text))
        };
        let (old, new) = (passphrase(relock.old), passphrase(relock.new));
        if let Some(code) = new.as_ref().and_then(Passphrase::weakness) {
            return Err(DeskError::field("new", code));
        }
        self.0.handle.relock(old, new).await.map_err(|error| match error {
            LockError::NotEnrolled => DeskError::NotEnrolled,
            LockError::Passphrase => DeskError::NotAllowed { code: "passphrase_wrong" },
            LockError::Disk => DeskError::NotSaved { code: "disk" },
            LockError::Stopping => DeskError::Stopping,
        })
    }

    /// The first account. Gives the session's token.
    pub async fn name_manager(&self, manager: NameManager) -> Result<String, DeskError> {
        self.enrolled()?;
        if self.has_accounts() {
            return Err(DeskError::Conflict { code: "has_manager" });
        }
        let new = NewAccount {
            // One key for all first runs: of two that are sent at once one is made.
            key: RequestKey::try_from("first-manager".to_owned()).expect("fits"),
            name: manager.name,
            role: Role::Manager,
            secret: manager.secret,
            expires_at: None,
        };
        let saved = self.write_account(new, Recorder::Node).await?;
        if saved.repeated {
            return Err(DeskError::Conflict { code: "has_manager" });
        }
        let id = saved.id.parse().map_err(|_| DeskError::NotFound)?;
        Ok(self.begin_session(id))
    }

    /// Gives the session's token.
    pub async fn login(&self, login: Login) -> Result<String, DeskError> {
        let (id, _) = self.proven(&login.name, login.secret).await?;
        let soon = now().plus_millis(PROLONG_MS);
        self.prolong_managers(Some(id), soon, now().plus_millis(ACCOUNT_MS)).await;
        Ok(self.begin_session(id))
    }

    /// Whose name and secret these are. Wrong ones are counted, and get slower.
    pub(super) async fn proven(
        &self,
        name: &str,
        secret: String,
    ) -> Result<(RecordId, Role), DeskError> {
        let name = name.trim().to_owned();
        if !self.0.sessions.may_try(&name, now()) {
            return Err(DeskError::TooMany);
        }
        let candidates: Vec<(RecordId, Role, String)> = self.read_accounts(|facts| {
            Record::all(facts)
                .filter(|account| account.login.shown().is_some_and(|it| it.as_str() == name))
                .filter_map(|account| {
                    let role = account.role_at(now())?.into();
                    Some((account.id, role, account.hash()?.to_owned()))
                })
                .collect()
        })?;
        // Counted before it is checked, so that many at once gain nothing.
        self.0.sessions.tried_wrong(&name, now());
        if candidates.is_empty() {
            secret::fits(secret, Vec::new()).await;
            return Err(DeskError::SignIn);
        }
        for (id, role, hash) in candidates {
            if secret::fits(secret.clone(), vec![hash]).await {
                self.0.sessions.tried_right(&name);
                return Ok((id, role));
            }
        }
        Err(DeskError::SignIn)
    }

    /// Another manager or officer of headquarters, who agrees at the same keyboard.
    pub(super) async fn second_person(
        &self,
        caller: &Caller,
        name: &str,
        secret: String,
    ) -> Result<RecordId, DeskError> {
        let (second, role) = self.proven(name, secret).await?;
        let counts = matches!(role, Role::Manager | Role::HqOfficer);
        if second == caller.account || !counts {
            return Err(DeskError::NotAllowed { code: "second_person" });
        }
        Ok(second)
    }

    /// Whoever is to order the erasure must be able to sign in when its day comes.
    pub(crate) async fn managers_outlast(&self, day: Timestamp) {
        let until = day.plus_millis(ACCOUNT_MS);
        self.prolong_managers(None, until, until).await;
    }

    /// Managers whose accounts end before `before` keep them until `until`: one, or all who can still
    /// sign in. Nobody is refused where it cannot be written.
    async fn prolong_managers(&self, one: Option<RecordId>, before: Timestamp, until: Timestamp) {
        let ending = self.read_accounts(|facts| {
            Record::all(facts)
                .filter(|account| one.is_none_or(|id| id == account.id))
                .filter(|account| account.role_at(now()) == Some(account::Role::Manager))
                .filter(|account| account.expires_at.known().min().is_some_and(|at| *at < before))
                .map(|account| account.id)
                .collect::<Vec<_>>()
        });
        let Ok(document) = self.enrolled().and_then(|it| self.document(Kind::Desk, it.place))
        else {
            return;
        };
        for id in ending.unwrap_or_default() {
            let change = ChangeAccount { expires_at: Some(until), ..ChangeAccount::default() };
            let edits = change.edits(id, &noted(None, Recorder::Account(id)));
            if let Err(error) = self.write(document, id, edits).await {
                tracing::warn!(code = error.code(), "a manager's account was not prolonged");
            }
        }
    }

    pub fn logout(&self, token: &str) {
        self.0.sessions.end(token);
    }

    fn begin_session(&self, account: RecordId) -> String {
        let token = hex(&chance::<32>());
        self.0.sessions.begin(account, token.clone(), hex(&chance::<16>()), now());
        token
    }

    /// Whoever holds this session, if the account may still sign in.
    pub fn caller(&self, token: &str) -> Option<Caller> {
        let held = self.0.sessions.of(token, now())?;
        let read = |facts: &Facts<'_>| {
            Record::all(facts).find(|account| account.id == held.account).and_then(|account| {
                let name = account.name.shown()?.as_str().to_owned();
                Some((account.role_at(now())?.into(), name))
            })
        };
        let Some((role, name)) = self.read_accounts(read).ok().flatten() else {
            self.0.sessions.end_all_of(held.account);
            return None;
        };
        let revealing = held.revealing(now()).cloned();
        let (account, form_token) = (held.account, held.form_token);
        Some(Caller { account, name, role, token: token.to_owned(), form_token, revealing })
    }

    /// What forms of this visitor must carry.
    pub fn form_token(&self, caller: Option<&Caller>) -> String {
        caller.map_or(&self.0.sessions.form_token, |caller| &caller.form_token).clone()
    }

    pub fn accounts(&self) -> Result<AccountList, DeskError> {
        let now = now();
        let shown = |account: Record| Account {
            id: account.id.to_string(),
            name: account.name.shown().map_or("", Line::as_str).to_owned(),
            role: account.role.known().min().map(|role| (*role).into()),
            disabled: account.role_at(now).is_none(),
            expires_at: account.expires_at.known().min().map(|at| at.millis()),
            created_at: account.meta.recorded_at.map_or(0, Timestamp::millis),
        };
        let accounts = self.read_accounts(|facts| Record::all(facts).map(shown).collect())?;
        Ok(AccountList { accounts })
    }

    pub async fn create_account(
        &self,
        caller: &Caller,
        new: NewAccount,
    ) -> Result<SavedHere, DeskError> {
        if new.role == Role::HqOfficer {
            self.at_hq()?;
        }
        self.write_account(new, caller.recorder()).await
    }

    async fn write_account(&self, new: NewAccount, by: Recorder) -> Result<SavedHere, DeskError> {
        let place = self.enrolled()?.place;
        let document = self.document(Kind::Desk, place)?;
        let mut check = Check::default();
        let login: Option<Line<40>> = check.needed("name", &new.name);
        let name = check.needed("name", &new.name);
        if let Some(code) = secret::weakness_for(new.role, &new.secret) {
            check.refuse("secret", code);
        }
        let expires_at =
            new.expires_at.map_or(now().plus_millis(ACCOUNT_MS), Timestamp::from_millis);
        if expires_at <= now() {
            check.refuse("expires_at", "time.past");
        }
        check.done()?;
        let (Some(login), Some(name)) = (login, name) else {
            return Err(DeskError::field("name", "text.empty"));
        };
        let hash = secret::hash(new.secret).await.ok_or(DeskError::Stopping)?;
        let hash = hash.parse().map_err(|_| DeskError::Stopping)?;
        let record = NewRecord::of(login, name, new.role.into(), hash, expires_at);
        let noted = noted(None, by);
        let make = move |facts: &Facts<'_>| account_edits(facts, &record, &noted);
        self.once(document, &new.key, make).await
    }

    /// Closes it here and, once they hear of it, on the place's other laptops.
    pub async fn disable_account(&self, caller: &Caller, id: &str) -> Result<SavedHere, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        if id == caller.account {
            return Err(DeskError::Conflict { code: "own_account" });
        }
        if !self.read_accounts(|facts| Record::all(facts).any(|account| account.id == id))? {
            return Err(DeskError::NotFound);
        }
        let change = ChangeAccount { closed: Change::To(true), ..ChangeAccount::default() };
        let document = self.document(Kind::Desk, self.enrolled()?.place)?;
        let edits = change.edits(id, &noted(None, caller.recorder()));
        let saved = self.write(document, id, edits).await?;
        self.0.sessions.end_all_of(id);
        Ok(saved)
    }

    /// A clock nobody has confirmed yet may be confirmed by anybody at this laptop.
    fn may_confirm_clock(&self, caller: Option<&Caller>) -> Result<(), DeskError> {
        let is_manager = caller.is_some_and(|caller| caller.role == Role::Manager);
        if is_manager || self.0.handle.status().clock_confirmed_at.is_none() {
            Ok(())
        } else {
            Err(DeskError::NotAllowed { code: "not_allowed" })
        }
    }
}

fn account_edits(
    facts: &Facts<'_>,
    record: &NewRecord,
    noted: &Noted,
) -> Result<(RecordId, Vec<Edit>), DeskError> {
    let is_taken = Record::all(facts).any(|account| {
        account.role_at(noted.recorded_at).is_some()
            && account.login.known().any(|login| *login == record.login)
    });
    if is_taken {
        return Err(DeskError::Conflict { code: "name_taken" });
    }
    let id = fresh_id();
    Ok((id, record.create(id, noted)?))
}

fn not_enrolled(error: EnrolError) -> DeskError {
    match error {
        EnrolError::Malformed { .. } => DeskError::Ticket { code: "ticket_malformed" },
        EnrolError::Pin => DeskError::Ticket { code: "ticket_pin" },
        EnrolError::Foreign { .. } => DeskError::Ticket { code: "ticket_foreign" },
        EnrolError::Relay => DeskError::Ticket { code: "ticket_relay" },
        EnrolError::Already => DeskError::Conflict { code: "ticket_already" },
        EnrolError::Passphrase => DeskError::NotAllowed { code: "passphrase_wrong" },
        EnrolError::Locked => DeskError::Locked,
        EnrolError::Disk => DeskError::NotSaved { code: "disk" },
        EnrolError::Stopping => DeskError::Stopping,
    }
}

impl NodeRole {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Hq => "hq",
            Self::Shelter => "shelter",
            Self::Patrol => "patrol",
            Self::Relay => "relay",
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
