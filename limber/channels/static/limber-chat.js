var e=`
  --accent: var(--limber-accent, #62cdb6);
  --on-accent: var(--limber-on-accent, #05261f);
  --soft: #1b3a34;
  --surface: var(--limber-surface, #1b2326);
  --ground: var(--limber-ground, #12191b);
  --text: var(--limber-text, #e7eeec);
  --muted: var(--limber-muted, #a7b5b3);
  --line: #334044;
  --edge: #7f8f8d;
  --danger: #ffb4ab;
  --on-danger: #45080a;
  --danger-soft: #3a1a1a;
  --danger-line: #8f3f3b;
  --warn: #ffcf86;
  --on-warn: #3a2500;
  --warn-soft: #35290f;
  --warn-line: #80642a;
  --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 18px 48px rgb(0 0 0 / 50%);
  --picture: #182629;
  color-scheme: dark;
`,t=`
:host {
  --accent: var(--limber-accent, #0b6b5c);
  --on-accent: var(--limber-on-accent, #ffffff);
  --soft: #e2f0ec;
  --surface: var(--limber-surface, #ffffff);
  --ground: var(--limber-ground, #f4f7f6);
  --text: var(--limber-text, #16262a);
  --muted: var(--limber-muted, #516167);
  --line: #dae3e1;
  --edge: #75858a;
  --danger: #a8201a;
  --on-danger: #ffffff;
  --danger-soft: #fdeeec;
  --danger-line: #e9b1ac;
  --warn: #7a4a00;
  --on-warn: #ffffff;
  --warn-soft: #fff5e2;
  --warn-line: #ecd3a2;
  --picture: #e8f1ee;
  --shadow: 0 1px 2px rgb(16 40 36 / 10%), 0 16px 48px rgb(16 40 36 / 22%);
  --radius: var(--limber-radius, 18px);
  --font: var(--limber-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif);
  color-scheme: light;
  display: block;
}
:host([hidden]) { display: none; }
:host([mode="inline"]) { block-size: var(--limber-height, 640px); max-block-size: 100%; }
:host([theme="dark"]) { ${e} }
@media (prefers-color-scheme: dark) {
  :host(:not([theme="light"])) { ${e} }
}
@supports (color: color-mix(in srgb, red, blue)) {
  :host { --soft: color-mix(in srgb, var(--accent) 13%, var(--surface)); }
}
.launcher {
  position: fixed;
  z-index: var(--limber-z-index, 9999);
  inset-block-end: calc(var(--limber-offset, 20px) + env(safe-area-inset-bottom, 0px));
  inset-inline-end: var(--limber-offset, 20px);
  display: flex;
  align-items: center;
  gap: 10px;
  max-inline-size: calc(100vw - 2 * var(--limber-offset, 20px));
  min-block-size: 56px;
  padding-block: 10px;
  padding-inline: 18px 22px;
  border: 0;
  border-radius: 28px;
  background: var(--accent);
  color: var(--on-accent);
  font: 600 16px/1.3 var(--font);
  text-align: start;
  text-transform: none;
  letter-spacing: normal;
  cursor: pointer;
  box-shadow: var(--shadow);
  -webkit-tap-highlight-color: transparent;
}
.launcher[hidden] { display: none; }
.launcher svg { flex: none; inline-size: 24px; block-size: 24px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
.launcher:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.launcher[aria-busy="true"] svg { animation: wait 1s ease-in-out infinite alternate; }
@keyframes wait { to { opacity: 0.35; } }
@media (hover: hover) { .launcher:hover { filter: brightness(1.08); } }
@media (prefers-reduced-motion: reduce) { .launcher[aria-busy="true"] svg { animation: none; opacity: 0.5; } }
@media (forced-colors: active) { .launcher { border: 2px solid ButtonText; } }
@media print { .launcher { display: none; } }
`,n=/^web-[0-9a-f]{32}$/,r=2e3;function i(e){let t=m(e);if(t.ok===!0)return{ok:!0,duplicate:t.duplicate===!0};let n=m(t.error);return{ok:!1,error:{code:h(n.code)||`failed`,message:h(n.message),retryAfter:_(n.retry_after)}}}function a(e){let t=m(e),r=h(t.session_id);return n.test(r)?{id:r,history:b(t.history,c),settings:l(t.settings)}:null}function o(e){let t=m(e),n=h(t.turn),r={turn:n,kind:h(t.kind)||`answer`,tier:h(t.tier)||null,groups:b(t.groups,g),contentIds:b(t.content_ids,g),sources:b(t.sources,g),precaution:t.precaution===!0,blocks:b(t.blocks,u),buttons:b(t.buttons,d),cards:b(t.cards,f),contacts:b(t.contacts,p)},i=r.blocks.length+r.buttons.length+r.cards.length+r.contacts.length>0;return n&&i?r:null}function s(e){let t=m(e),n=h(t.id);return n?{id:n,text:h(t.text)}:null}function c(e){let t=m(e),n=h(t.id);if(!n)return null;let r=t.reply?o({turn:n,...m(t.reply)}):null;return{id:n,text:h(t.text),reply:r,feedback:v(t.feedback)}}function l(e){let t=m(e),n=m(t.welcome);return{maxLength:_(t.max_length)??r,emergencyNumber:h(t.emergency_number),emergencyContacts:b(t.emergency_contacts,p),welcome:{text:h(n.text),buttons:b(n.buttons,d)}}}function u(e){let t=m(e),n={text:h(t.text),items:b(t.items,g),numbered:t.numbered===!0};return n.text||n.items.length?n:null}function d(e){let t=m(e),n=h(t.title);return n?{title:n,payload:h(t.payload)}:null}function f(e){let t=m(e),n=h(t.title);return n?{id:h(t.id),title:n,image:h(t.image)||null,alt:h(t.alt),targets:b(t.targets,g),kind:t.kind===`dynamic`?`dynamic`:`static`,holdSeconds:y(t.hold_seconds),repeats:y(t.repeats),repetitions:y(t.repetitions),perSide:t.per_side===!0,easier:b(t.easier,d),harder:b(t.harder,d)}:null}function p(e){let t=m(e),n=h(t.label);return n?{label:n,href:h(t.href)}:null}function m(e){return typeof e==`object`&&e&&!Array.isArray(e)?e:{}}function h(e){return typeof e==`string`?e:``}function g(e){return h(e)||null}function _(e){return typeof e==`number`&&Number.isFinite(e)&&e>0?e:null}function v(e){return e===`up`||e===`down`?e:null}function y(e){if(!Array.isArray(e)||e.length!==2)return null;let[t,n]=[_(e[0]),_(e[1])];return t!==null&&n!==null&&t<=n?[t,n]:null}function b(e,t){return Array.isArray(e)?e.map(t).filter(e=>e!==null):[]}var x=`limber-chat.conversation`,S=`limber-chat.open`,C=class{constructor(e){this.shelf=e}get conversation(){let e=this.shelf.getItem(x);return e&&n.test(e)?e:null}set conversation(e){this.write(x,e)}get open(){return this.shelf.getItem(S)===`1`}set open(e){this.write(S,e?`1`:null)}concerns(e){return e.storageArea===this.shelf&&(e.key===x||e.key===null)}write(e,t){t===null?this.shelf.removeItem(e):this.shelf.setItem(e,t)}};function w(){try{let e=window.localStorage;return e.setItem(S,e.getItem(S)??`0`),e}catch{let e=new Map;return{getItem:t=>e.get(t)??null,setItem:(t,n)=>void e.set(t,n),removeItem:t=>void e.delete(t)}}}var T={lang:`en`,open:`Ask about stretching`,open_failed:`The chat couldn't be loaded. Try again`,title:`Limber`,subtitle:`Stretching, explained`,close:`Close the chat`,menu:`More`,conversation:`Conversation`,you:`You`,bot:`Limber`,to_newest:`Newest message`,connecting:`Connecting …`,lost:`No connection. What you write is kept here and sent when the line is back.`,lost_short:`No connection`,back:`You are connected again.`,try_now:`Try now`,refused:`The chat isn't available right now.`,loading:`Fetching the conversation`,input:`Your question`,input_hint:`Ask about a stretch …`,send:`Send`,characters_left:`{count} characters left`,characters_over:`{count} characters too many. Please shorten it a little.`,too_long:`The message is too long to be sent.`,queued:`Waits for the connection`,failed:`This message wasn't answered.`,retry:`Try again`,edit:`Edit`,answering:`Limber is writing`,replies:`Suggested replies`,not_medical:`Not medical advice. Stop if it hurts.`,emergency:`Emergency: {number}`,emergency_unknown:`Emergency: call your local number`,targets:`Works on`,hold:`Hold`,hold_value:`{range} seconds`,repeats:`Repeat`,repeats_value:`{range} times`,repeats_each_side:`{range} times on each side`,repetitions:`Repetitions`,repetitions_value:`{range}`,repetitions_each_side:`{range} on each side`,easier:`Easier`,harder:`Harder`,no_picture:`The picture couldn't be loaded. It shows: {alt}`,timer:`Timer for {title}`,timer_short:`Timer`,plan:`How long`,plan_gentle:`Gentle`,plan_longer:`Longer`,plan_detail:`{seconds} s, {rounds} ×`,timer_start:`Start`,timer_pause:`Pause`,timer_resume:`Go on`,timer_stop:`Stop`,timer_again:`Once more`,sound:`Sound`,phase_ready:`Get into position`,phase_hold:`Hold`,phase_change:`Change sides`,phase_rest:`Rest`,side_first:`First side`,side_second:`Second side`,round:`{round} of {rounds}`,seconds:`{seconds} seconds`,announce_ready:`Get into position. It starts in {seconds} seconds.`,announce_hold:`Hold for {seconds} seconds.`,announce_side:`{side}: hold for {seconds} seconds.`,announce_change:`Change sides. {seconds} seconds.`,announce_rest:`Rest for {seconds} seconds.`,announce_paused:`Paused.`,timer_done:`Done. Come out of it slowly.`,timer_hint:`Stop the moment it hurts.`,counter:`Count for {title}`,counter_short:`Count along`,count_one:`Count one`,count:`{count} of {least}`,count_range:`{count} of {least} to {most}`,count_enough:`{count} done. That is enough; up to {most} is fine.`,count_done:`{count} done. That's the set.`,count_reset:`From the start`,escalation_emergency:`Please get help now`,escalation_urgent:`Please get this checked today`,escalation_see:`Please have this looked at`,escalation_talk:`Please talk to someone now`,safety_check:`A question first`,precaution:`Please ask first`,sources:`Where this comes from`,helpful:`Helpful`,not_helpful:`Not helpful`,thanks:`Thank you.`,reason:`What was wrong or missing? (optional)`,reason_send:`Send`,reason_skip:`Skip`,rate_failed:`That couldn't be stored. Please try again.`,copy:`Copy`,copied:`Copied`,copy_failed:`Couldn't copy`,print:`Print`,printed_from:`From a chat with {title}, {date}. Not medical advice. Stop if it hurts.`,restart:`Start over`,restart_ask:`Start over?`,restart_text:`The conversation begins anew. What was said so far is no longer shown or used, but a warning sign that you told of still counts.`,forget:`Delete my conversation`,forget_ask:`Delete this conversation?`,forget_text:`Everything you wrote here and every answer is deleted from the server. It can't be brought back.`,forgotten:`Your conversation was deleted.`,restarted:`The conversation starts anew.`,needs_connection:`This needs a connection.`,action_failed:`That didn't work. Please try again.`,cancel:`Cancel`};function E(e){let t=(typeof e==`object`&&e?Object.entries(e):[]).filter(([e,t])=>e in T&&typeof t==`string`);return{...T,...Object.fromEntries(t)}}var D=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),O=function(e,t){return new URL(e,t).href},k={},A=function(e){return e.pathname.endsWith(`.css`)},j=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},M=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=O(t,n);let r=s(t),i=A(r);return j(k,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:D,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})},N,P=3e3,F=new URL(import.meta.url),I=class extends HTMLElement{constructor(...e){super(...e),this.shadow=this.attachShadow({mode:`open`}),this.memory=new C(w()),this.launcher=null,this.panel=null,this.ready=null,this.visible=!1,this.givenWords=null,this.givenToken=null}set words(e){this.givenWords=e,this.label(),this.ready?.refresh()}set token(e){this.givenToken=e,this.ready?.refresh()}get mode(){return this.getAttribute(`mode`)===`inline`?`inline`:`popup`}get server(){let e=new URL(this.getAttribute(`server`)||`.`,this.hasAttribute(`server`)?document.baseURI:F);return(e.origin+e.pathname).replace(/\/+$/,``)}connectedCallback(){L(()=>void(this.isConnected&&this.start()))}disconnectedCallback(){this.ready?.remove(),this.panel=this.ready=null}attributeChangedCallback(){this.token=this.getAttribute(`token`)}show(){this.start(),this.open(!0)}hide(){this.ready?.hide()}start(){if(!this.shadow.adoptedStyleSheets.length){let e=new CSSStyleSheet;e.replaceSync(t),this.shadow.adoptedStyleSheets=[e]}if(this.mode===`inline`)return void this.open(!1);this.launcher||this.shadow.append(this.launcher=this.makeLauncher()),(this.memory.open||this.visible)&&this.open(!1)}makeLauncher(){let e=document.createElement(`button`);e.type=`button`,e.className=`launcher`,e.setAttribute(`part`,`launcher`),e.setAttribute(`aria-haspopup`,`dialog`),e.append(R(),document.createElement(`span`)),e.addEventListener(`click`,()=>this.show());for(let t of[`pointerenter`,`focus`])e.addEventListener(t,()=>void this.load().catch(()=>void 0),{once:!0});return queueMicrotask(()=>this.label()),e}label(e=!1){if(!this.launcher)return;let t=E(this.givenWords);this.launcher.lang=t.lang,this.launcher.querySelector(`span`).textContent=e?t.open_failed:t.open}load(){return this.panel??=M(async()=>{let{mount:e}=await import(`./widget/panel-BZ68617V.js`);return{mount:e}},[],import.meta.url).then(({mount:e})=>this.ready=e(this.host())),this.panel}async open(e){this.visible=!0,this.launcher?.setAttribute(`aria-busy`,`true`);try{let t=await this.load();if(!this.visible||!this.isConnected||(t.show(e),this.mode===`inline`||this.launcher?.hidden))return;this.memory.open=!0,this.launcher.hidden=!0,this.tell(`limber-open`)}catch{this.panel=null,this.visible=!1,this.label(!0)}finally{this.launcher?.removeAttribute(`aria-busy`)}}closed(){this.visible=!1,this.memory.open=!1,this.launcher&&(this.launcher.hidden=!1,this.launcher.focus()),this.tell(`limber-close`)}tell(e){this.dispatchEvent(new CustomEvent(e,{bubbles:!0,composed:!0}))}host(){return{element:this,root:this.shadow,server:this.server,mode:this.mode,memory:this.memory,words:()=>E(this.givenWords),token:()=>this.givenToken,closed:()=>this.closed()}}};N=I,N.observedAttributes=[`token`];function L(e){let t=()=>{`requestIdleCallback`in window?requestIdleCallback(e,{timeout:P}):setTimeout(e,200)};document.readyState===`complete`?t():window.addEventListener(`load`,t,{once:!0})}function R(){let e=`http://www.w3.org/2000/svg`,t=document.createElementNS(e,`svg`);t.setAttribute(`viewBox`,`0 0 24 24`),t.setAttribute(`aria-hidden`,`true`);let n=document.createElementNS(e,`path`);return n.setAttribute(`d`,`M12 4c-4.7 0-8.5 3.1-8.5 7 0 2.2 1.2 4.1 3.1 5.4L6 20l4.1-2.2c.6.1 1.2.2 1.9.2 4.7 0 8.5-3.1 8.5-7S16.7 4 12 4Z`),t.append(n),t}customElements.get(`limber-chat`)||customElements.define(`limber-chat`,I);export{a as i,o as n,s as r,i as t};