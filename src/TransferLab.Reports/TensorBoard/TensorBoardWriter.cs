using System.Buffers.Binary;
using Google.Protobuf;
using TransferLab.Reports.TensorBoard.Protos;
using TransferLab.TensorFlow;

namespace TransferLab.Reports.TensorBoard;

/// <summary>Writes a TensorBoard event file: events as protocol buffers, each in a TFRecord (length, masked CRC-32C of
/// the length, bytes, masked CRC-32C of the bytes; little-endian). The first event states the version.</summary>
/// <param name="stream">Where events go; stays open.</param>
internal sealed class TensorBoardWriter(Stream stream)
{
    /// <summary>Writes the first event.</summary>
    /// <param name="wallTime">Its seconds since 1970.</param>
    public void Version(double wallTime) => Write(new Event { WallTime = wallTime, FileVersion = "brain.Event:2" });

    /// <summary>Adds scalars of one step; those that are null are left out.</summary>
    /// <param name="step">The optimizer step.</param>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="scalars">Tags and values.</param>
    public void Scalars(long step, double wallTime, params IEnumerable<(string Tag, double? Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars)
            if (value is { } v)
                summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)v });
        if (summary.Value.Count > 0)
            Write(new Event { WallTime = wallTime, Step = step, Summary = summary });
    }

    /// <summary>Adds an image.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="step">The optimizer step.</param>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="encoded">A JPEG or PNG file, RGB.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public void Image(string tag, long step, double wallTime, ReadOnlySpan<byte> encoded, int width, int height)
    {
        var image = new Summary.Types.Image { Width = width, Height = height, Colorspace = 3, EncodedImageString = ByteString.CopyFrom(encoded) };
        Write(new Event { WallTime = wallTime, Step = step, Summary = new Summary { Value = { new Summary.Types.Value { Tag = tag, Image = image } } } });
    }

    private void Write(Event e)
    {
        var bytes = e.ToByteArray();
        Span<byte> head = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(ulong)..], MaskedCrc32C.Of(head[..sizeof(ulong)]));
        Span<byte> tail = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCrc32C.Of(bytes));
        stream.Write(head);
        stream.Write(bytes);
        stream.Write(tail);
    }
}
