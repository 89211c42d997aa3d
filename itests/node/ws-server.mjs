// A peer for the benchmarks: ws, which sends what begins with @@ to every client, framed once.
import { Sender, WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data, binary) => {
    if (data[0] !== 0x40) {
      return;
    }
    const parts = Sender.frame(data, { fin: true, rsv1: false, opcode: binary ? 2 : 1, mask: false, readOnly: true });
    const frame = Buffer.concat(parts);
    for (const client of server.clients) {
      client._socket.write(frame);
    }
  });
});
