import { Failure } from '../../base/failure.ts';
import type { CoreId } from './core.ts';

/** A board that one can buy, and what an impulse may use of it. */
export interface Board {
  readonly id: string;
  readonly name: string;
  readonly chip: string;
  readonly core: CoreId;
  readonly clockMHz: number;
  readonly ramBytes: number;
  /** What a program may take of it. */
  readonly flashBytes: number;
  /** Of the chip while its core works, radio off; from data sheets. */
  readonly activeMilliwatts: number;
  readonly sensors: readonly string[];
  /** How the Arduino IDE names it: package:architecture:board. */
  readonly fqbn: string | null;
}

export const boards: readonly Board[] = [
  {
    id: 'nano33ble',
    name: 'Arduino Nano 33 BLE Sense',
    chip: 'nRF52840',
    core: 'cortex-m4',
    clockMHz: 64,
    ramBytes: 256 * 1024,
    flashBytes: 983_040,
    activeMilliwatts: 10,
    sensors: ['LSM9DS1 (Rev1) or BMI270 and BMM150 (Rev2)', 'microphone', 'APDS9960', 'LPS22HB'],
    fqbn: 'arduino:mbed_nano:nano33ble',
  },
  {
    id: 'nicla-sense-me',
    name: 'Arduino Nicla Sense ME',
    chip: 'nRF52832',
    core: 'cortex-m4',
    clockMHz: 64,
    ramBytes: 64_288,
    flashBytes: 527_616,
    activeMilliwatts: 11,
    sensors: ['BHI260AP', 'BMM150', 'BMP390', 'BME688'],
    fqbn: 'arduino:mbed_nicla:nicla_sense',
  },
  {
    id: 'nano-rp2040',
    name: 'Arduino Nano RP2040 Connect',
    chip: 'RP2040',
    core: 'cortex-m0plus',
    clockMHz: 133,
    ramBytes: 264 * 1024,
    flashBytes: 16 * 1024 * 1024,
    activeMilliwatts: 80,
    sensors: ['LSM6DSOX', 'microphone'],
    fqbn: 'arduino:mbed_nano:nanorp2040connect',
  },
  {
    id: 'pico',
    name: 'Raspberry Pi Pico',
    chip: 'RP2040',
    core: 'cortex-m0plus',
    clockMHz: 133,
    ramBytes: 264 * 1024,
    flashBytes: 2 * 1024 * 1024,
    activeMilliwatts: 80,
    sensors: ['temperature'],
    fqbn: 'arduino:mbed_rp2040:pico',
  },
  {
    id: 'pico2',
    name: 'Raspberry Pi Pico 2',
    chip: 'RP2350',
    core: 'cortex-m33',
    clockMHz: 150,
    ramBytes: 520 * 1024,
    flashBytes: 4 * 1024 * 1024,
    activeMilliwatts: 100,
    sensors: ['temperature'],
    fqbn: null,
  },
  {
    id: 'nrf5340dk',
    name: 'Nordic nRF5340 DK',
    chip: 'nRF5340',
    core: 'cortex-m33',
    clockMHz: 128,
    ramBytes: 512 * 1024,
    flashBytes: 1024 * 1024,
    activeMilliwatts: 24,
    sensors: [],
    fqbn: null,
  },
  {
    id: 'nucleo-l4r5zi',
    name: 'ST NUCLEO-L4R5ZI',
    chip: 'STM32L4R5',
    core: 'cortex-m4',
    clockMHz: 120,
    ramBytes: 640 * 1024,
    flashBytes: 2 * 1024 * 1024,
    activeMilliwatts: 43,
    sensors: [],
    fqbn: null,
  },
  {
    id: 'nucleo-f446re',
    name: 'ST NUCLEO-F446RE',
    chip: 'STM32F446',
    core: 'cortex-m4',
    clockMHz: 180,
    ramBytes: 128 * 1024,
    flashBytes: 512 * 1024,
    activeMilliwatts: 77,
    sensors: [],
    fqbn: null,
  },
  {
    id: 'nucleo-h743zi',
    name: 'ST NUCLEO-H743ZI',
    chip: 'STM32H743',
    core: 'cortex-m7',
    clockMHz: 480,
    ramBytes: 1024 * 1024,
    flashBytes: 2 * 1024 * 1024,
    activeMilliwatts: 430,
    sensors: [],
    fqbn: null,
  },
  {
    id: 'portenta-h7',
    name: 'Arduino Portenta H7',
    chip: 'STM32H747',
    core: 'cortex-m7',
    clockMHz: 480,
    ramBytes: 1024 * 1024,
    flashBytes: 2 * 1024 * 1024,
    activeMilliwatts: 500,
    sensors: [],
    fqbn: 'arduino:mbed_portenta:envie_m7',
  },
  {
    id: 'teensy41',
    name: 'PJRC Teensy 4.1',
    chip: 'i.MX RT1062',
    core: 'cortex-m7',
    clockMHz: 600,
    ramBytes: 1024 * 1024,
    flashBytes: 8 * 1024 * 1024,
    activeMilliwatts: 500,
    sensors: [],
    fqbn: 'teensy:avr:teensy41',
  },
  {
    id: 'b-u585i-iot02a',
    name: 'ST B-U585I-IOT02A',
    chip: 'STM32U585',
    core: 'cortex-m33',
    clockMHz: 160,
    ramBytes: 786 * 1024,
    flashBytes: 2 * 1024 * 1024,
    activeMilliwatts: 10,
    sensors: ['ISM330DHCX', 'IIS2MDC', 'HTS221', 'LPS22HH', 'two microphones'],
    fqbn: null,
  },
  {
    id: 'xg24-dev-kit',
    name: 'Silicon Labs xG24 Dev Kit',
    chip: 'EFR32MG24',
    core: 'cortex-m33',
    clockMHz: 78,
    ramBytes: 256 * 1024,
    flashBytes: 1536 * 1024,
    activeMilliwatts: 12,
    sensors: ['ICM-20689', 'Si7021', 'two microphones'],
    fqbn: null,
  },
  {
    id: 'esp32-s3',
    name: 'Espressif ESP32-S3-DevKitC',
    chip: 'ESP32-S3',
    core: 'xtensa-lx7',
    clockMHz: 240,
    ramBytes: 512 * 1024,
    flashBytes: 8 * 1024 * 1024,
    activeMilliwatts: 290,
    sensors: [],
    fqbn: 'esp32:esp32:esp32s3',
  },
  {
    id: 'esp32-c3',
    name: 'Espressif ESP32-C3-DevKitM',
    chip: 'ESP32-C3',
    core: 'rv32imc',
    clockMHz: 160,
    ramBytes: 400 * 1024,
    flashBytes: 4 * 1024 * 1024,
    activeMilliwatts: 79,
    sensors: [],
    fqbn: 'esp32:esp32:esp32c3',
  },
];

/** A Failure lists the boards that are known. */
export function boardById(id: string): Board {
  const board = boards.find((one) => one.id === id);
  if (board) return board;
  const known = boards.map((one) => one.id).join(', ');
  throw new Failure('bad-option', `There is no board "${id}"; give one of ${known}.`);
}
