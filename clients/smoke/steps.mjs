// What the JavaScript programs of this folder share, in Node and in a page: steps, comparing, waiting.
const STEP_MS = 20000;
const chunkType = "m.voice_broadcast_chunk";
const from = (first, last) => Array.from({length: last - first + 1}, (_, index) => first + index);
export const LIVE = from(1, 20); // chunks that come one by one
export const GAP = from(21, 220); // chunks that come at once: more than a sync carries

// Runs one step and says how it went. What goes wrong in it is its result, and the walk goes on.
export async function runStep(name, work, say) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not done after ${STEP_MS / 1000} s`)), STEP_MS);
    });
    try {
        await Promise.race([work(), late]);
        await say(`ok ${name}`);
    } catch (problem) {
        await say(`failed ${name}: ${String(problem?.message ?? problem).replace(/\s+/g, " ")}`);
    } finally {
        clearTimeout(timer);
    }
}

// Nothing else than equal will do: text, numbers, and lists and objects of them.
export function same(what, got, wanted) {
    const [told, hoped] = [got, wanted].map((value) => JSON.stringify(value));
    if (told !== hoped) throw new Error(`${what}: expected ${hoped}, got ${told}`);
}

// The call must be refused with that code.
export async function refused(what, errcode, call) {
    let got = "no refusal";
    await call().catch((problem) => {
        got = problem.errcode ?? problem.body?.errcode ?? String(problem);
    });
    same(what, got, errcode);
}

// The numbers of those events that are chunks. The events are JSON.
export const sequences = (events) =>
    events.filter((event) => event.type === chunkType && event.content.sequence).map((event) => event.content.sequence);

// Things to wait for: `told()` after something has come, `next()` is over with the next of it, `until(look)` gives the
// first true answer of look.
export class Waiting {
    #wake = [];
    told() {
        for (const wake of this.#wake.splice(0)) wake();
    }
    next() {
        return new Promise((wake) => this.#wake.push(wake));
    }
    async until(look) {
        for (;;) {
            const found = look();
            if (found) return found;
            await this.next();
        }
    }
}
