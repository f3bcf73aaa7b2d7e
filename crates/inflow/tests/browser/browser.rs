//! A headless browser, as a person uses it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use thirtyfour::ElementId;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use thirtyfour::prelude::*;
use tokio::time::{Instant, sleep};

/// Names the address of a WebDriver whose browser is Chromium.
const DRIVER: &str = "INFLOW_TEST_WEBDRIVER";

/// How long a page may take to be there, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often is looked whether something is there.
const GLANCE: Duration = Duration::from_millis(50);

/// A window of a browser. Whatever leads to another page waits until that one is there.
pub(crate) struct Browser {
    driver: WebDriver,
}

/// Whose browser it is.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    /// The language that the browser asks for.
    pub(crate) language: &'static str,
    /// Whether the browser runs scripts.
    pub(crate) scripts: bool,
}

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    Desk,
    Dark,
    Phone,
}

impl Look {
    pub(crate) const ALL: [Self; 3] = [Self::Phone, Self::Dark, Self::Desk];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Dark => "dark",
            Self::Phone => "phone",
        }
    }

    fn width(self) -> u32 {
        if matches!(self, Self::Phone) { 390 } else { 1280 }
    }

    fn scheme(self) -> &'static str {
        if matches!(self, Self::Dark) { "dark" } else { "light" }
    }
}

/// Goes a way in a browser of its own, which is closed however the way ends. Where no driver is named it
/// is not gone, which is said, and which continuous integration refuses.
pub(crate) async fn with_browser(reader: Reader, way: impl AsyncFnOnce(&Browser)) {
    let Ok(address) = std::env::var(DRIVER) else {
        let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!in_ci, "{DRIVER} names no driver: the pages would go untested in a browser");
        eprintln!("SKIPPED in a browser: {DRIVER} names no driver (`cargo xtask browser` has one)");
        return;
    };
    let driver = WebDriver::new(address, wishes(reader)).await.expect("a browser");
    driver.set_script_timeout(PATIENCE).await.expect("a time for scripts");
    driver
        .run_and_quit(|driver| async move {
            way(&Browser { driver }).await;
            Ok::<(), WebDriverError>(())
        })
        .await
        .expect("the browser ends well");
}

fn wishes(reader: Reader) -> impl Into<Capabilities> {
    let mut wishes = DesiredCapabilities::chrome();
    // As root, as tests in containers are, Chromium has no sandbox.
    for argument in
        ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"]
    {
        wishes.add_arg(argument).expect("an argument");
    }
    let mut preferences = json!({ "intl.accept_languages": reader.language });
    if !reader.scripts {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    wishes.add_experimental_option("prefs", preferences).expect("preferences");
    wishes
}

impl Browser {
    pub(crate) async fn goes_to(&self, address: &str) {
        let before = self.page().await;
        self.driver.goto(address).await.expect("the page is there");
        self.leaves(before, address).await;
    }

    /// What tells a page from the one before, even from the same one loaded again: the element at its top.
    async fn page(&self) -> Option<ElementId> {
        self.driver.find(By::Css("html")).await.ok().map(|top| top.element_id())
    }

    /// Waits until another page than this one is there, and all of it.
    async fn leaves(&self, before: Option<ElementId>, way: &str) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let page = self.page().await;
            if page.is_some() && page != before && self.is_loaded().await {
                return;
            }
            sleep(GLANCE).await;
        }
        panic!("{way} leads nowhere from {}", self.address().await);
    }

    async fn is_loaded(&self) -> bool {
        let told = self.driver.execute("return document.readyState", Vec::new()).await;
        told.is_ok_and(|state| *state.json() == json!("complete"))
    }

    pub(crate) async fn address(&self) -> String {
        self.driver.current_url().await.expect("an address").to_string()
    }

    /// The first element that a selector finds, once it is there.
    pub(crate) async fn finds(&self, selector: &str) -> WebElement {
        let query = self.driver.query(By::Css(selector)).wait(PATIENCE, GLANCE);
        match query.first().await {
            Ok(found) => found,
            Err(error) => {
                let told = self.runs("return document.body.innerText", "").await;
                panic!("no {selector} at {}: {error}\n{told}", self.address().await)
            }
        }
    }

    pub(crate) async fn has(&self, selector: &str) -> bool {
        let found = self.driver.find_all(By::Css(selector)).await.expect("a search");
        !found.is_empty()
    }

    /// Puts a text into a field, in place of what stands there.
    pub(crate) async fn types(&self, selector: &str, text: &str) {
        let field = self.finds(selector).await;
        field.clear().await.expect("an empty field");
        field.send_keys(text).await.expect("a filled field");
    }

    /// Sends the form that the focus is in.
    pub(crate) async fn presses_enter(&self) {
        let field = self.driver.active_element().await.expect("a focus");
        let before = self.page().await;
        field.send_keys(Key::Enter).await.expect("a pressed key");
        self.leaves(before, "Enter").await;
    }

    /// Goes on with the Tab key until the focus is on the element, as who has no mouse does.
    pub(crate) async fn tabs_to(&self, selector: &str) {
        for _ in 0..40 {
            let focus = self.runs("return document.activeElement.matches(arguments[0])", selector);
            if focus.await == json!(true) {
                return;
            }
            self.driver.action_chain().send_keys(Key::Tab).perform().await.expect("a pressed key");
        }
        panic!("the Tab key does not lead to {selector} at {}", self.address().await);
    }

    /// Presses a key where the focus is, which changes the page that is there.
    pub(crate) async fn presses(&self, key: Key) {
        self.driver.action_chain().send_keys(key).perform().await.expect("a pressed key");
    }

    /// Chooses what begins so in a field that offers it.
    pub(crate) async fn chooses(&self, selector: &str, text: &str) {
        self.finds(selector).await.send_keys(text).await.expect("a choice");
    }

    /// Drags the mouse over an element, from one share of its width to another one; that leads to another page.
    pub(crate) async fn drags_over(&self, selector: &str, from: f64, to: f64) {
        let script = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
            return [box.left, box.top, box.width];";
        let box_of: [f64; 3] =
            serde_json::from_value(self.runs(script, selector).await).expect("a place");
        let [left, top, width] = box_of;
        #[expect(clippy::cast_possible_truncation, reason = "places on a screen")]
        let place = |share: f64| ((left + width * share) as i64, top as i64 + 40);
        let before = self.page().await;
        let (begin, end) = (place(from), place(to));
        let way = self.driver.action_chain().move_to(begin.0, begin.1).click_and_hold();
        let way = way.move_to(i64::midpoint(begin.0, end.0), end.1).move_to(end.0, end.1);
        way.release().perform().await.expect("a way of the mouse");
        self.leaves(before, "dragging").await;
    }

    /// Sends a form whose answer is a file, and takes that.
    pub(crate) async fn sends_for_a_file(&self, selector: &str) -> Vec<u8> {
        let script = "const [selector, done] = arguments;
            const form = document.querySelector(selector);
            fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`)
                .then(answer => answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status))
                .then(bytes => done(btoa(new Uint8Array(bytes).reduce(
                    (text, byte) => text + String.fromCharCode(byte), ''))))
                .catch(why => done(`! ${why}`));";
        let told = self.driver.execute_async(script, vec![json!(selector)]).await;
        let told = told.expect("an answer").json().clone();
        let text = told.as_str().expect("a text");
        STANDARD.decode(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Clicks on what changes the page that is there.
    pub(crate) async fn clicks(&self, selector: &str) {
        let tag = self.does(selector, WebElement::tag_name).await;
        assert!(tag != "a" && tag != "button", "{selector} leads to another page: follow it");
        self.does(selector, WebElement::click).await;
    }

    /// Clicks on a link, or on a button that sends its form.
    pub(crate) async fn follows(&self, selector: &str) {
        // The page is looked at when the element is there: if it is another one's, it cannot be clicked.
        let click = async |element: &WebElement| {
            let before = self.page().await;
            element.click().await.map(|()| before)
        };
        let before = self.does(selector, click).await;
        self.leaves(before, selector).await;
    }

    /// What stands in an element.
    pub(crate) async fn text(&self, selector: &str) -> String {
        self.does(selector, WebElement::text).await
    }

    /// What stands in a field.
    pub(crate) async fn value(&self, selector: &str) -> String {
        self.does(selector, WebElement::value).await.unwrap_or_default()
    }

    /// Does something with an element. One that goes away meanwhile, since a page keeps itself up to
    /// date, is looked for again.
    async fn does<T>(
        &self,
        selector: &str,
        act: impl AsyncFn(&WebElement) -> WebDriverResult<T>,
    ) -> T {
        for _ in 0..5 {
            match act(&self.finds(selector).await).await {
                Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {}
                done => return done.expect("what is done with an element"),
            }
        }
        panic!("{selector} goes away again and again at {}", self.address().await);
    }

    pub(crate) async fn language(&self) -> String {
        self.finds("html").await.attr("lang").await.expect("an element").expect("a language")
    }

    /// Waits until an element says something; it may be replaced while it is looked at.
    pub(crate) async fn waits_for(&self, selector: &str, text: &str) {
        let found =
            self.driver.query(By::Css(selector)).ignore_errors(true).with_text(text.to_owned());
        let found = found.wait(PATIENCE, GLANCE);
        if let Err(error) = found.first().await {
            panic!("{selector} never says {text}: {error}");
        }
    }

    /// The addresses of a page's links, as the browser completes them.
    pub(crate) async fn links(&self) -> Vec<String> {
        let script = "return Array.from(document.querySelectorAll('a[href]:not([download])')).map(
            link => typeof link.href === 'string' ? link.href : new URL(link.href.baseVal, location.href).href)";
        serde_json::from_value(self.runs(script, "").await).expect("addresses")
    }

    /// Changes the width of the window and the colours that the reader prefers.
    pub(crate) async fn looks(&self, look: Look) {
        let screen = json!({
            "width": look.width(), "height": 900, "deviceScaleFactor": 1, "mobile": false
        });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
        let features = json!([
            {"name": "prefers-color-scheme", "value": look.scheme()},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Waits until the page is drawn as it is to stay: its script looks at sizes after each drawing.
    pub(crate) async fn settles(&self) {
        let script = "const done = arguments[arguments.length - 1];
            document.fonts.ready.then(() =>
                requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));";
        self.driver.execute_async(script, Vec::new()).await.expect("the page is drawn");
    }

    /// Elements that make the page wider than the window, if it is.
    pub(crate) async fn overhanging(&self) -> Vec<String> {
        let script = "const page = document.documentElement;
            if (page.scrollWidth <= page.clientWidth) return [];
            const beyond = element => element.getBoundingClientRect().right > page.clientWidth;
            const found = Array.from(document.querySelectorAll('body *')).filter(beyond);
            return ['to ' + page.scrollWidth].concat(found.map(element => element.outerHTML.slice(0, 100)));";
        serde_json::from_value(self.runs(script, "").await).expect("a list")
    }

    /// A picture of the page as it is, down to so many pixels, made smaller.
    pub(crate) async fn picture(&self, most_high: u32, scale: f64) -> Vec<u8> {
        let size =
            self.devtools("Page.getLayoutMetrics", json!({})).await["cssContentSize"].clone();
        let high = size["height"].as_f64().expect("a height").min(f64::from(most_high));
        let clip =
            json!({ "x": 0, "y": 0, "width": size["width"], "height": high, "scale": scale });
        let wish = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let told = self.devtools("Page.captureScreenshot", wish).await;
        let data = told["data"].as_str().expect("a picture");
        STANDARD.decode(data).expect("base64")
    }

    /// What axe-core finds wrong with the page, a line each. It looks again where the page brought itself up
    /// to date meanwhile.
    pub(crate) async fn barriers(&self, axe: &str) -> Vec<String> {
        let script = format!(
            "{axe};\nconst done = arguments[arguments.length - 1];
             const shown = node => node.html.slice(0, 200) + ' ' + (node.failureSummary || '');
             const look = async left => {{
                 let moved = false;
                 const observer = new MutationObserver(() => {{ moved = true; }});
                 observer.observe(document.body, {{ childList: true, subtree: true }});
                 const found = await axe.run(document, {{ resultTypes: ['violations'] }});
                 observer.disconnect();
                 return moved && left > 0 ? look(left - 1) : found;
             }};
             look(5).then(
                 found => done(found.violations.map(rule =>
                     `${{rule.id}} (${{rule.help}}): ${{rule.nodes.slice(0, 3).map(shown).join('; ')}}`)),
                 error => done([String(error)]));"
        );
        let found = self.driver.execute_async(script, Vec::new()).await.expect("axe-core runs");
        found.convert().expect("a list")
    }

    async fn runs(&self, script: &str, argument: &str) -> Value {
        let told = self.driver.execute(script, vec![json!(argument)]).await;
        told.expect("the script runs").json().clone()
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.driver.cdp().send_raw(command, parameters).await.expect("Chromium does it")
    }
}
