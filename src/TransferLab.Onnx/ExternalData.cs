using System.Globalization;
using TransferLab.Onnx.Protos;

namespace TransferLab.Onnx;

/// <summary>Reads tensors that a model keeps in files of their own, and refuses paths that lead out of the model's folder.</summary>
internal sealed class ExternalData(string folder)
{
    private readonly string _folder = Path.GetFullPath(folder);

    public ReadOnlyMemory<byte> Read(TensorProto tensor)
    {
        string? location = null;
        long offset = 0, length = -1;
        foreach (var entry in tensor.ExternalData)
        {
            switch (entry.Key)
            {
                case "location": location = entry.Value; break;
                case "offset": offset = Number(tensor, entry); break;
                case "length": length = Number(tensor, entry); break;
            }
        }
        if (string.IsNullOrEmpty(location))
            throw new OnnxFormatException($"Tensor '{tensor.Name}' is external but names no file.");
        var path = Path.GetFullPath(Path.Combine(_folder, location));
        if (Path.IsPathRooted(location) || !path.StartsWith(_folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new OnnxFormatException($"Tensor '{tensor.Name}' lies in '{location}', outside the folder of the model; this is refused.");
        if (!File.Exists(path))
            throw new OnnxFormatException($"Tensor '{tensor.Name}' lies in '{location}', which does not exist beside the model ({path}).");
        using var file = File.OpenRead(path);
        if (length < 0)
            length = file.Length - offset;
        if (offset < 0 || length < 0 || offset > file.Length - length || length > Array.MaxLength)
            throw new OnnxFormatException($"Tensor '{tensor.Name}' wants {length} bytes at {offset} of '{location}', which has {file.Length}.");
        var bytes = new byte[length];
        file.Seek(offset, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return bytes;
    }

    private static long Number(TensorProto tensor, StringStringEntryProto entry) =>
        long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new OnnxFormatException($"Tensor '{tensor.Name}' has the external {entry.Key} '{entry.Value}', which is no number.");
}
