//! Questions get their own answers, or hear at once that there are none.

use musubi_mesh::{ANSWER_BYTES_MAX, ASKED_MAX, AskError, QUESTION_BYTES_MAX, Question};
use tokio::sync::mpsc;

use crate::city::City;
use crate::harness::{Running, Transport, introduce, pair};

/// What a question is answered with: as many bytes as it says, all alike.
fn answer(question: &[u8]) -> Vec<u8> {
    let bytes = u32::from_le_bytes(*question.first_chunk().unwrap());
    vec![question[4]; bytes as usize]
}

fn question(bytes: usize, mark: u8) -> Vec<u8> {
    [&u32::try_from(bytes).unwrap().to_le_bytes()[..], &[mark]].concat()
}

async fn answer_all(mut questions: mpsc::Receiver<Question>) {
    while let Some(Question { bytes, answer: to, .. }) = questions.recv().await {
        let _ = to.send(answer(&bytes));
    }
}

/// Two nodes that have met; the second takes so many questions at once.
async fn asker_and_asked(
    seed: u64,
    transport: Transport,
    at_once: usize,
) -> (Running, Running, mpsc::Receiver<Question>) {
    let city = City::new(seed);
    let mut asker = Running::start(&city.laptop(1), transport);
    let (mut asked, questions) = Running::answering(&city.laptop(2), transport, at_once);
    introduce(&mut asker, &mut asked).await;
    (asker, asked, questions)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_question_gets_its_own_answer_however_large() {
    for transport in Transport::BOTH {
        let (asker, asked, questions) = asker_and_asked(60, transport, 8).await;
        let answering = tokio::spawn(answer_all(questions));
        for bytes in [1, 4_096, 262_144, ANSWER_BYTES_MAX] {
            let ask = |mark: u8| asker.handle.ask(asked.node, question(bytes, mark));
            let (one, two, three, four) = tokio::join!(ask(1), ask(2), ask(3), ask(4));
            for (mark, got) in (1..).zip([one, two, three, four]) {
                assert!(got == Ok(vec![mark; bytes]), "{transport:?}, {bytes} bytes, {mark}");
            }
        }
        answering.abort();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_busy_or_does_not_know_says_so_at_once() {
    let (asker, asked, mut questions) = asker_and_asked(61, Transport::Quic, 1).await;
    let node = asked.node;
    let ask = |bytes| asker.handle.ask(node, question(bytes, 1));
    // One waits with the owner, so that there is no room for the other.
    let (one, other) = (Box::pin(ask(9)), Box::pin(ask(9)));
    let (refused, waiting) = futures::future::select(one, other).await.factor_first();
    assert_eq!(refused, Err(AskError::Nothing { node }));
    let (answered, ()) = tokio::join!(waiting, async {
        let taken = questions.recv().await.unwrap();
        taken.answer.send(answer(&taken.bytes)).unwrap();
    });
    assert_eq!(answered, Ok(vec![1; 9]));

    let (dropped, ()) = tokio::join!(ask(9), async { drop(questions.recv().await) });
    assert_eq!(dropped, Err(AskError::Nothing { node }));
    let (too_long, ()) = tokio::join!(ask(ANSWER_BYTES_MAX + 1), async {
        let taken = questions.recv().await.unwrap();
        taken.answer.send(answer(&taken.bytes)).unwrap();
    });
    assert_eq!(too_long, Err(AskError::Nothing { node }));
    drop(questions);
    assert_eq!(ask(9).await, Err(AskError::Nothing { node }));

    // And one that takes no questions at all.
    let city = City::new(62);
    let (asker, asked) = pair(&city.laptop(1), &city.laptop(2), Transport::Tcp).await;
    let got = asker.handle.ask(asked.node, question(9, 1)).await;
    assert_eq!(got, Err(AskError::Nothing { node: asked.node }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_an_answer_that_cannot_come() {
    let (mut asker, asked, mut questions) = asker_and_asked(63, Transport::Quic, 8).await;
    let node = asked.node;
    let bytes = QUESTION_BYTES_MAX + 1;
    let refused = asker.handle.ask(node, vec![0; bytes]).await;
    assert_eq!(refused, Err(AskError::TooLarge { bytes, max: QUESTION_BYTES_MAX }));

    // More at once than may be under way; then the other ends without a word.
    let asks = (0..=ASKED_MAX).map(|_| asker.handle.ask(node, question(9, 1)));
    let (answers, ()) = tokio::join!(futures::future::join_all(asks), async {
        for _ in 0..ASKED_MAX {
            std::mem::forget(questions.recv().await.unwrap().answer);
        }
        asked.handle.end();
    });
    let full = answers.iter().filter(|answer| **answer == Err(AskError::Full { node })).count();
    let lost = answers.iter().filter(|answer| **answer == Err(AskError::Lost { node })).count();
    assert_eq!((full, lost), (1, ASKED_MAX), "{answers:?}");
    asker.down(node).await;
    let gone = asker.handle.ask(node, question(9, 1)).await;
    assert_eq!(gone, Err(AskError::NotConnected { node }));
    asker.handle.end();
    while asker.events.recv().await.is_some() {}
    assert!(asker.handle.ask(node, question(9, 1)).await.is_err());
}
