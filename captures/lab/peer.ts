import { createSocket } from 'node:dgram'
import { createConnection, createServer } from 'node:net'

/** A program for inside a VM: answers one question over TCP or UDP, or asks it. */
const [role, protocol, address = '', port = ''] = process.argv.slice(2)
const QUESTION = 'who is there?\n'
const ANSWER = 'your neighbour\n'

if (protocol === 'tcp' && role === 'answer') {
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.end(ANSWER)
      server.close()
    })
  })
  server.listen(Number(port), address)
} else if (protocol === 'tcp') {
  const socket = createConnection(Number(port), address, () => socket.write(QUESTION))
  socket.setTimeout(3000, () => socket.destroy())
  socket.once('data', heard)
  socket.on('error', () => undefined)
} else {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  socket.on('error', () => socket.close())
  if (role === 'answer') {
    socket.once('message', (_, from) => socket.send(ANSWER, from.port, from.address, () => socket.close()))
    socket.bind(Number(port), address)
  } else {
    socket.once('message', (message) => {
      heard(message)
      socket.close()
    })
    socket.send(QUESTION, Number(port), address)
    setTimeout(() => process.exit(1), 3000).unref()
  }
}

function heard(message: Buffer): void {
  if (message.toString() === ANSWER) process.stdout.write('answered\n')
}
