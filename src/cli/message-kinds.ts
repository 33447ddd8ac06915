import { InvalidArgumentError } from 'commander'
import { MESSAGE_KINDS, type MessageKind } from '../decode/message-kind.ts'
import { NDP_KINDS } from '../decode/ndp/kind.ts'

/** What people call them, besides their own names. */
const OTHER_NAMES: Readonly<Record<string, readonly MessageKind[]>> = {
  rs: ['router-solicitation'],
  ra: ['router-advertisement'],
  ns: ['neighbor-solicitation'],
  na: ['neighbor-advertisement'],
  nd: NDP_KINDS,
  dhcpv6: MESSAGE_KINDS.filter((kind) => !(NDP_KINDS as readonly MessageKind[]).includes(kind)),
}

/** `--kind`: names, one or several with commas between, added to those given before. */
export function messageKinds(value: string, before: readonly MessageKind[] = []): readonly MessageKind[] {
  return [...before, ...value.split(',').flatMap(kindsNamed)]
}

function kindsNamed(name: string): readonly MessageKind[] {
  const word = name.trim().toLowerCase()
  const kind = MESSAGE_KINDS.find((each) => each === word)
  const kinds = kind === undefined ? (Object.hasOwn(OTHER_NAMES, word) ? OTHER_NAMES[word] : undefined) : [kind]
  if (kinds === undefined) {
    throw new InvalidArgumentError(
      `It must be of: ${Object.keys(OTHER_NAMES).join(', ')}, ${MESSAGE_KINDS.join(', ')}.`,
    )
  }
  return kinds
}
