import { floatLiteral } from '../compile/c/literal.ts';
import type { CompiledImpulse } from '../compile/compile.ts';
import { samplingParts } from './arduino-sampling.ts';
import type { InertialAxis, InertialSensor } from './inertial-axes.ts';
import { remark } from './library-texts.ts';

/** Continuous recognition with the inertial sensor of the Nano 33 BLE Sense, both revisions. */
export function nano33Sketch(
  library: CompiledImpulse,
  header: string,
  axes: readonly InertialAxis[],
): string {
  const { memory, recognise, loop } = samplingParts(library);
  const sensors = sensorsOf(axes);
  const readings = sensors.map(
    (sensor) => `  if (IMU.${nanoCalls[sensor].available}()) {
    IMU.${nanoCalls[sensor].read}(${sensor}[0], ${sensor}[1], ${sensor}[2]);
  }`,
  );
  return `// Continuous recognition on the Arduino Nano 33 BLE Sense.
//
// Needs the library Arduino_BMI270_BMM150 (Rev2) or Arduino_LSM9DS1 (Rev1), from the library manager.
${rateNote(library, 'Rev2 gives about 100 readings a second, Rev1 about 119', 99)}
#include <${header}.h>

// The revision is printed on the underside of the board.
#define BOARD_REVISION 2

#if BOARD_REVISION == 1
#include <Arduino_LSM9DS1.h>
#else
#include <Arduino_BMI270_BMM150.h>
#endif

${memory}

${sensors.map((sensor) => `static float ${sensor}[3];  // ${nanoCalls[sensor].unit}`).join('\n')}

${unitConstants(axes)}

// Keeps the newest values of the sensor, in the axes and units of the recordings.
void update_reading() {
${readings.join('\n')}
${assignments(axes)}
}

${recognise}

void setup() {
  Serial.begin(115200);
  while (!IMU.begin()) {
    Serial.println("The inertial sensor does not answer. Is BOARD_REVISION right?");
    delay(1000);
  }
  thimble_${library.name}_stream_clear(&stream);
  next_us = micros();
}

${loop}`;
}

const nanoCalls: {
  readonly [S in InertialSensor]: { available: string; read: string; unit: string };
} = {
  accelerometer: { available: 'accelerationAvailable', read: 'readAcceleration', unit: 'g' },
  gyroscope: {
    available: 'gyroscopeAvailable',
    read: 'readGyroscope',
    unit: 'degrees per second',
  },
  magnetometer: {
    available: 'magneticFieldAvailable',
    read: 'readMagneticField',
    unit: 'microtesla',
  },
};

/** Continuous recognition with the sensor hub of the Nicla Sense ME. */
export function niclaSketch(
  library: CompiledImpulse,
  header: string,
  axes: readonly InertialAxis[],
): string {
  const { memory, recognise, loop } = samplingParts(library);
  const sensors = sensorsOf(axes) as NiclaSensor[];
  const letters = ['x', 'y', 'z'];
  return `// Continuous recognition on the Arduino Nicla Sense ME, standing alone.
//
// Needs the library Arduino_BHY2, from the library manager.
${rateNote(library, 'The sensor hub gives at most 400 readings a second', 400)}
#include <${header}.h>

#include <Arduino_BHY2.h>

${memory}

${sensors.map((sensor) => `SensorXYZ ${sensor}_sensor(${niclaCalls[sensor].id});`).join('\n')}
${sensors.map((sensor) => `static float ${sensor}[3];  // ${niclaCalls[sensor].unit}`).join('\n')}

// The hub gives whole numbers: full scale is 32768.
${sensors.map((sensor) => `static const int ${sensor}_range = ${niclaCalls[sensor].range};  // ${niclaCalls[sensor].unit}`).join('\n')}

${unitConstants(axes)}

// Keeps the newest values of the sensor, in the axes and units of the recordings.
void update_reading() {
  BHY2.update();
${sensors
  .flatMap((sensor) =>
    letters.map(
      (letter, i) =>
        `  ${sensor}[${i}] = (float)${sensor}_sensor.${letter}() * (float)${sensor}_range / 32768.0f;`,
    ),
  )
  .join('\n')}
${assignments(axes)}
}

${recognise}

void setup() {
  Serial.begin(115200);
  BHY2.begin();
${sensors
  .map(
    (sensor) => `  ${sensor}_sensor.begin(THIMBLE_${library.name.toUpperCase()}_SAMPLE_RATE_HZ, 0);
  ${sensor}_sensor.setRange(${sensor}_range);`,
  )
  .join('\n')}
  thimble_${library.name}_stream_clear(&stream);
  next_us = micros();
}

${loop}`;
}

type NiclaSensor = Exclude<InertialSensor, 'magnetometer'>;
const niclaCalls: { readonly [S in NiclaSensor]: { id: string; range: number; unit: string } } = {
  accelerometer: { id: 'SENSOR_ID_ACC', range: 8, unit: 'g' },
  gyroscope: { id: 'SENSOR_ID_GYRO', range: 2000, unit: 'degrees per second' },
};

function sensorsOf(axes: readonly InertialAxis[]): InertialSensor[] {
  return [...new Set(axes.map(({ sensor }) => sensor))];
}

function rateNote({ signal }: CompiledImpulse, gives: string, most: number): string {
  if (signal.sampleRateHz <= most) return '';
  return `//
// The impulse wants ${Number(signal.sampleRateHz.toFixed(2))} readings a second. ${gives}:
// readings repeat, and what is recognised may differ from what was trained.
`;
}

/** `accelerometer_to_m_s2`: one factor for each sensor, and where its unit comes from. */
function unitConstants(axes: readonly InertialAxis[]): string {
  return sensorsOf(axes)
    .map((sensor) => {
      const { factor, unit, guessed } = axes.find((axis) => axis.sensor === sensor)!;
      const from = guessed
        ? `The recordings do not say their unit; by the size of their values it is ${unit}. Check this.`
        : `The recordings are in ${unit}.`;
      return `// ${from}\nstatic const float ${sensor}_factor = ${floatLiteral(Math.fround(factor))};`;
    })
    .join('\n');
}

function assignments(axes: readonly InertialAxis[]): string {
  return axes
    .map(
      ({ name, sensor, component }, i) =>
        `  reading[${i}] = ${sensor}[${component}] * ${sensor}_factor;  // ${remark(name)}`,
    )
    .join('\n');
}
