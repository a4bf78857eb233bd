// What the visitor's browser takes of the noble cryptography packages; made into one module by suiji.running.frontend.
export { bls12_381 } from "@noble/curves/bls12-381.js";
export { ed25519 } from "@noble/curves/ed25519.js";
export { sha256 } from "@noble/hashes/sha2.js";
