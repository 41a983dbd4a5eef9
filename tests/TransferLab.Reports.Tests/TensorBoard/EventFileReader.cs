using System.Text;

namespace TransferLab.Reports.Tests.TensorBoard;

/// <summary>An event file read by other means than it was written with: checksums bit by bit, protocol buffers by hand.</summary>
internal static class EventFileReader
{
    public sealed record Value(string Tag, long Step, double WallTime, float? Scalar, byte[]? Image, int Width, int Height);

    public static (string Version, IReadOnlyList<Value> Values) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var values = new List<Value>();
        var version = "";
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BitConverter.ToUInt64(bytes, at);
            Assert.Equal(Masked(Crc(bytes.AsSpan(at, 8))), BitConverter.ToUInt32(bytes, at + 8));
            var record = bytes.AsSpan(at + 12, length);
            Assert.Equal(Masked(Crc(record)), BitConverter.ToUInt32(bytes, at + 12 + length));
            Event(record.ToArray(), values, ref version);
            at += length + 16;
        }
        return (version, values);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }

    private static uint Masked(uint crc) => unchecked((crc >> 15 | crc << 17) + 0xA282EAD8);

    private static void Event(byte[] bytes, List<Value> values, ref string version)
    {
        var (time, step) = (0.0, 0L);
        byte[]? summary = null;
        foreach (var (field, number, payload) in Fields(bytes))
            switch (field)
            {
                case 1: time = BitConverter.Int64BitsToDouble(number); break;
                case 2: step = number; break;
                case 3: version = Encoding.UTF8.GetString(payload); break;
                case 5: summary = payload; break;
                default: Assert.Fail($"field {field} of an event"); break;
            }
        foreach (var (_, _, value) in Fields(summary ?? []))
        {
            string? tag = null;
            float? scalar = null;
            byte[]? image = null;
            var (width, height) = (0, 0);
            foreach (var (field, number, payload) in Fields(value))
                switch (field)
                {
                    case 1: tag = Encoding.UTF8.GetString(payload); break;
                    case 2: scalar = BitConverter.Int32BitsToSingle((int)number); break;
                    case 4:
                        foreach (var (part, n, encoded) in Fields(payload))
                            _ = part switch { 1 => height = (int)n, 2 => width = (int)n, 3 => Three((int)n), _ => (image = encoded).Length };
                        break;
                    default: Assert.Fail($"field {field} of a value"); break;
                }
            values.Add(new(tag!, step, time, scalar, image, width, height));
        }
    }

    private static int Three(int channels)
    {
        Assert.Equal(3, channels);
        return channels;
    }

    private static IEnumerable<(int Field, long Number, byte[] Payload)> Fields(byte[] bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var key = Varint();
            switch (key & 7)
            {
                case 0:
                    yield return ((int)(key >> 3), Varint(), []);
                    break;
                case 1:
                    yield return ((int)(key >> 3), BitConverter.ToInt64(bytes, at), []);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint();
                    yield return ((int)(key >> 3), 0, bytes[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    yield return ((int)(key >> 3), BitConverter.ToInt32(bytes, at), []);
                    at += 4;
                    break;
                default:
                    Assert.Fail($"wire type {key & 7}");
                    break;
            }
        }

        long Varint()
        {
            long value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var b = bytes[at++];
                value |= (long)(b & 127) << shift;
                if (b < 128)
                    return value;
            }
        }
    }
}
