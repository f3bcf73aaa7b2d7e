//! From the first sign-in over a wrong token to a chart and an explained figure.

use crate::browser::{Browser, Reader, with_browser};
use crate::gallery::Gallery;
use crate::program::{Place, Service, Zendesk};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// What a page says in a language.
struct Words {
    language: &'static str,
    refused: &'static str,
    connected: &'static str,
    operational: &'static str,
    queues: &'static str,
    /// The other language, which is chosen on a page.
    other: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    refused: "Zendesk refused the username or the API token.",
    connected: "The connection to acme.zendesk.com works",
    operational: "Operational",
    queues: "Source queues",
    other: "de",
};

const GERMAN: Words = Words {
    language: "de",
    refused: "Zendesk hat den Benutzernamen oder das API-Token abgelehnt.",
    connected: "Die Verbindung zu acme.zendesk.com funktioniert",
    operational: "In Betrieb",
    queues: "Quell-Queues",
    other: "en",
};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_sign_in_to_an_explained_figure_in_english_by_keyboard() {
    let reader = Reader { language: "en", scripts: true };
    let way = async |browser: &Browser| {
        whole_way(browser, &ENGLISH, &Hands::Keyboard, Some(Gallery::new("english"))).await;
    };
    with_browser(reader, way).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_sign_in_to_an_explained_figure_in_german() {
    let reader = Reader { language: "de", scripts: true };
    let way = async |browser: &Browser| {
        whole_way(browser, &GERMAN, &Hands::Mouse, Some(Gallery::new("german"))).await;
    };
    with_browser(reader, way).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_sign_in_to_an_explained_figure_without_scripts() {
    let reader = Reader { language: "en", scripts: false };
    let way = async |browser: &Browser| {
        whole_way(browser, &ENGLISH, &Hands::Mouse, None).await;
    };
    with_browser(reader, way).await;
}

/// How forms are filled in and sent.
#[derive(PartialEq, Eq)]
enum Hands {
    Mouse,
    Keyboard,
}

async fn whole_way(browser: &Browser, words: &Words, hands: &Hands, gallery: Option<Gallery>) {
    let (place, zendesk) = (Place::new(), Zendesk::recent().await);
    let service = place.serves();
    let mut way = Way { browser, words, hands, gallery };
    way.signs_in_first(&service).await;
    way.is_told_what_is_wrong(&zendesk).await;
    way.looks_and_saves().await;
    way.explains_a_figure().await;
    way.changes_the_language().await;
    way.signs_out_and_in(&service).await;
    if let Some(gallery) = way.gallery {
        gallery.closes();
    }
}

struct Way<'a> {
    browser: &'a Browser,
    words: &'a Words,
    hands: &'a Hands,
    gallery: Option<Gallery>,
}

impl Way<'_> {
    async fn signs_in_first(&mut self, service: &Service) {
        self.browser.goes_to(&service.link).await;
        self.shows("first-administrator").await;
        self.fills("#name", "anna@example.com").await;
        self.fills("#password", PASSWORD).await;
        self.fills("#again", PASSWORD).await;
        self.sends("form.card button").await;
        // Nothing is connected yet, and the page says what to do about it.
        self.browser.finds("section.empty").await;
        assert_eq!(self.browser.language().await, self.words.language);
        self.shows("no-integration").await;
    }

    /// A wrong token is said beside its field, and nothing else has to be typed again.
    async fn is_told_what_is_wrong(&mut self, zendesk: &Zendesk) {
        self.browser.follows("section.empty a.button").await;
        self.shows("catalogue").await;
        self.browser.follows("a.tile").await;
        self.fills("#name", "Acme").await;
        self.fills("#domain", "acme.zendesk.com").await;
        self.browser.clicks("#kind-token").await;
        self.fills("#username", "admin@example.com").await;
        self.fills("#token", "a-wrong-token").await;
        self.browser.clicks("input[name=grouping][value=ivr]").await;
        self.browser.clicks("form details > summary").await;
        let since = self.browser.value("#since").await;
        self.fills("#base_url", &zendesk.address).await;
        self.sends("button[value=look]").await;
        assert_eq!(self.browser.text("#token-error-1").await, self.words.refused);
        assert_eq!(self.browser.value("#name").await, "Acme");
        assert_eq!(self.browser.value("#domain").await, "acme.zendesk.com");
        assert_eq!(self.browser.value("#base_url").await, zendesk.address);
        assert_eq!(self.browser.value("#since").await, since);
        assert_eq!(self.browser.value("#token").await, "", "no secret comes back");
        self.shows("wrong-token").await;
    }

    async fn looks_and_saves(&mut self) {
        self.fills("#token", "simulated-token").await;
        self.sends("button[value=look]").await;
        assert_eq!(self.browser.text(".notice.good h2").await, self.words.connected);
        self.shows("preview").await;
        self.browser.follows("button[value=save]").await;
        self.shows("begun").await;
        // The page brings itself up to date.
        self.browser.waits_for("#status", self.words.operational).await;
        self.shows("imported").await;
    }

    async fn explains_a_figure(&mut self) {
        self.browser.follows(".tabs a[href$='/queues']").await;
        assert_eq!(self.browser.text("h1").await, self.words.queues);
        self.shows("queues").await;
        self.fills("#search", "All unsolved tickets (email)").await;
        self.sends("form.filters button").await;
        self.browser.follows("table.queues tbody a").await;
        assert!(self.browser.has("svg.plot[role=img]").await, "there is a chart");
        self.shows("queue").await;
        self.browser.follows("#list td a[href*='/figure']").await;
        let ticket = self.browser.finds("article.contact h3 a").await;
        let address = ticket.attr("href").await.expect("a link").expect("an address");
        assert!(address.starts_with("https://acme.zendesk.com/agent/tickets/"), "{address}");
        let rule = self.browser.text("article.contact p .tag").await;
        assert!(rule.contains('.'), "{rule} names a rule");
        assert!(self.browser.has("article.contact table.conditions-seen").await, "with its view");
        self.shows("figure").await;
    }

    /// By the page's own control, which leads back to the same page.
    async fn changes_the_language(&mut self) {
        let before = self.browser.address().await;
        let control = format!("footer a[hreflang={}]", self.words.other);
        self.browser.follows(&control).await;
        assert_eq!(self.browser.language().await, self.words.other);
        assert_eq!(self.browser.address().await, before);
    }

    async fn signs_out_and_in(&mut self, service: &Service) {
        self.browser.follows("form[action='/sign-out'] button").await;
        self.browser.goes_to(&format!("{}/integrations/1", service.address)).await;
        self.shows("sign-in").await;
        self.fills("#name", "anna@example.com").await;
        self.fills("#password", PASSWORD).await;
        self.sends("form.card button").await;
        assert_eq!(self.browser.address().await, format!("{}/integrations/1", service.address));
        assert_eq!(self.browser.language().await, self.words.other, "it stays chosen");
    }

    /// Fills in a field, to which the Tab key leads as well.
    async fn fills(&self, field: &str, text: &str) {
        if *self.hands == Hands::Keyboard {
            self.browser.tabs_to(field).await;
        }
        self.browser.types(field, text).await;
    }

    /// Sends the form, from the field that was filled in last or by its button.
    async fn sends(&self, button: &str) {
        match self.hands {
            Hands::Keyboard => self.browser.presses_enter().await,
            Hands::Mouse => self.browser.follows(button).await,
        }
    }

    async fn shows(&mut self, name: &str) {
        if let Some(gallery) = &mut self.gallery {
            gallery.shows(self.browser, name).await;
        }
    }
}
