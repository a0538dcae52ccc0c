import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCoco } from './coco.ts';
import { readBoundingBoxes } from './edge-impulse.ts';
import { readVoc } from './voc.ts';
import { readYolo } from './yolo.ts';

/** One picture of 200 by 100 pixels with a cat at (20, 10), 40 by 30 pixels, as each format says it. */
const cat = { label: 'cat & kit', x: 20, y: 10, width: 40, height: 30 };
const size = { width: 200, height: 100 };

test('every format of boxes says the same of the same picture', () => {
  assert.deepEqual(readVoc('a.xml', voc()), { picture: 'a.jpg', size, boxes: [cat] });
  assert.deepEqual(readCoco('c.json', coco()), [{ picture: 'a.jpg', size, boxes: [cat] }]);
  assert.deepEqual(readYolo('a.txt', '1 0.2 0.25 0.2 0.3\n\n', ['dog', cat.label], size), [cat]);
  const studio = JSON.stringify({
    version: 1,
    type: 'bounding-box-labels',
    boundingBoxes: { 'a.jpg': [cat] },
  });
  assert.deepEqual(readBoundingBoxes('bounding_boxes.labels', studio), [
    { picture: 'a.jpg', size: null, boxes: [cat] },
  ]);
});

test('the names of parts of a thing are not its own', () => {
  const part = '<part><name>paw</name><bndbox><xmin>1</xmin></bndbox></part>';
  const text = voc().replace('<object>', `<object>${part}`).replace(part, '');
  assert.equal(
    readVoc('a.xml', text.replace('</object>', `${part}</object>`)).boxes[0]!.label,
    cat.label,
  );
});

test('crowds stand for no single thing', () => {
  const value = coco();
  const annotations = value.annotations.map((one) => ({ ...one, iscrowd: 1 }));
  assert.deepEqual(readCoco('c.json', { ...value, annotations })[0]!.boxes, []);
});

test('what is broken is named with its place', () => {
  const broken: readonly [() => unknown, RegExp][] = [
    [() => readVoc('a.xml', voc().slice(0, 80)), /a.xml is no whole annotation/],
    [() => readVoc('a.xml', voc().replace('60', '20')), /box in object 1 is 0 by 30 pixels/],
    [() => readVoc('a.xml', voc().replace('60', 'x')), /box in object 1 has sides that are no num/],
    [() => readCoco('c.json', { ...coco(), categories: [] }), /annotation 1 is of category 7/],
    [() => readCoco('c.json', { ...coco(), images: 3 }), /c.json is not as COCO's .* in images/],
    [() => readYolo('a.txt', '0 0.2 0.2 0.1', ['dog'], size), /line 1 is "0 0.2 0.2 0.1"/],
    [() => readYolo('a.txt', '2 0.2 0.2 0.1 0.1', ['dog'], size), /of class 2; .* names 0 to 0/],
    [() => readYolo('a.txt', '0 20 0.2 0.1 0.1', ['dog'], size), /not from 0 to 1/],
    [() => readBoundingBoxes('b.labels', '{'), /b.labels is no whole JSON/],
    [() => readBoundingBoxes('b.labels', '{}'), /b.labels is not as it should be in version/],
  ];
  for (const [read, message] of broken) assert.throws(read, { code: 'bad-file', message });
});

function voc(): string {
  return `<annotation><filename>a.jpg</filename>
<size><width>200</width><height>100</height></size>
<object><name>cat &amp; kit</name><bndbox><xmin>20</xmin><ymin>10</ymin><xmax>60</xmax><ymax>40</ymax></bndbox></object>
</annotation>`;
}

function coco() {
  return {
    images: [{ id: 3, file_name: 'a.jpg', ...size }],
    annotations: [{ image_id: 3, category_id: 7, bbox: [20, 10, 40, 30] }],
    categories: [{ id: 7, name: cat.label }],
  };
}
