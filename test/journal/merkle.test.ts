import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { leafHash, merkleRoot } from '../../src/journal/merkle.js';
import { treeHash } from '../support/journal-reader.js';

// The inputs and roots that implementations of Certificate Transparency test themselves with; their leaves have no salt.
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS: Readonly<Record<number, string>> = {
  0: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  1: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  2: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  3: 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  7: 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  8: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
};

test.each(Object.entries(ROOTS))('%s leaves have the known root', (count, root) => {
  const leaves = INPUTS.slice(0, Number(count)).map((hex) => leafHash(Buffer.alloc(0), Buffer.from(hex, 'hex')));
  expect(merkleRoot(leaves)).toBe(root);
});

test('any number of leaves has the root that the recursive definition gives', () => {
  const leaves = Array.from({ length: 70 }, () => randomBytes(32));
  for (let count = 0; count <= leaves.length; count += 1) {
    const some = leaves.slice(0, count);
    expect(merkleRoot(some.map((leaf) => leaf.toString('hex')))).toBe(treeHash(some).toString('hex'));
  }
});

test('the salt, the record and their border all count', () => {
  const hashes = [
    leafHash(Buffer.from('ab'), Buffer.from('c')),
    leafHash(Buffer.from('ac'), Buffer.from('c')),
    leafHash(Buffer.from('ab'), Buffer.from('d')),
  ];
  expect(new Set(hashes).size).toBe(3);
});
