using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace TransferLab.MLNet.FineTuning;

/// <summary>The images of data views laid out as a folder that training reads: links to the files, or files of the bytes.</summary>
internal static class StagedImages
{
    /// <summary>Writes the folder: a <c>labels.csv</c>, or folders <c>train</c> and <c>val</c> where there is a validation set.</summary>
    /// <exception cref="ArgumentException">A label cannot be used, or there are several per row and a validation set.</exception>
    /// <exception cref="FileNotFoundException">An image does not exist.</exception>
    public static void Write(string folder, IDataView input, FineTuneImagesOptions options, IChannel channel)
    {
        if (options.ValidationSet is { } validation)
        {
            if (LabelColumn.IsVector(input.Schema, options.LabelColumn) || LabelColumn.IsVector(validation.Schema, options.LabelColumn))
                throw new SettingException("A validation set works where every image has one label: "
                    + "leave ValidationSet out, and a share of the data is held out.");
            WriteFolders(Path.Combine(folder, "train"), input, options, channel);
            WriteFolders(Path.Combine(folder, "val"), validation, options, channel);
            return;
        }
        Directory.CreateDirectory(folder);
        var csv = new StringBuilder("image,labels\n");
        var many = LabelColumn.IsVector(input.Schema, options.LabelColumn);
        foreach (var row in Rows(input, options, channel, keepUnlabelled: many))
        {
            foreach (var label in row.Labels)
                if (label.Contains('|', StringComparison.Ordinal) || label.Trim() != label || label.Any(char.IsControl))
                    throw new SettingException($"The label '{label}' cannot be trained on: rename labels that hold a bar or a control character, "
                        + "or begin or end with a blank.");
            row.Put(Path.Combine(folder, row.Name));
            csv.Append(CultureInfo.InvariantCulture, $"{row.Name},\"{string.Join('|', row.Labels).Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        }
        File.WriteAllText(Path.Combine(folder, "labels.csv"), csv.ToString());
    }

    private static void WriteFolders(string folder, IDataView data, FineTuneImagesOptions options, IChannel channel)
    {
        Directory.CreateDirectory(folder);
        foreach (var row in Rows(data, options, channel, keepUnlabelled: false))
        {
            var label = row.Labels[0];
            if (label.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || label.ContainsAny(['/', '\\', ':', '*', '?']) || label[0] == '.'
                || label.Trim() != label || label[^1] == '.')
                throw new SettingException($"The label '{label}' cannot be used with a validation set, because labels become names of folders. "
                    + "Rename it, or leave ValidationSet out.");
            Directory.CreateDirectory(Path.Combine(folder, label));
            row.Put(Path.Combine(folder, label, row.Name));
        }
    }

    private static IEnumerable<Row> Rows(IDataView data, FineTuneImagesOptions options, IChannel channel, bool keepUnlabelled)
    {
        var bytes = ImageColumn.IsBytes(data.Schema, options.ImageColumn);
        using var cursor = data.GetRowCursor([data.Schema[options.ImageColumn], data.Schema[options.LabelColumn]]);
        var labels = LabelColumn.Reader(cursor, options.LabelColumn);
        Func<(string Extension, Action<string> Put)> image = bytes ? Bytes(cursor, options) : Paths(cursor, options);
        var unlabelled = 0;
        for (var i = 0; cursor.MoveNext(); i++)
        {
            var names = labels();
            if (names.Count == 0 && !keepUnlabelled)
            {
                unlabelled++;
                continue;
            }
            var (extension, put) = image();
            yield return new(string.Create(CultureInfo.InvariantCulture, $"{i:0000000}{extension}"), names, put);
        }
        if (unlabelled > 0)
            channel.Warning(MessageSensitivity.None, $"{unlabelled} rows have no label and are left out.");
    }

    private static Func<(string, Action<string>)> Paths(DataViewRowCursor cursor, FineTuneImagesOptions options)
    {
        var get = cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema[options.ImageColumn]);
        ReadOnlyMemory<char> path = default;
        return () =>
        {
            get(ref path);
            var full = Path.GetFullPath(Path.Combine(options.ImageFolder, path.ToString()));
            if (!File.Exists(full))
                throw new FileNotFoundException($"The image '{full}' does not exist: correct the path, or name the folder that paths are "
                    + "relative to (ImageFolder).", full);
            return (Path.GetExtension(full), to => Link(full, to));
        };
    }

    private static Func<(string, Action<string>)> Bytes(DataViewRowCursor cursor, FineTuneImagesOptions options)
    {
        var get = cursor.GetGetter<VBuffer<byte>>(cursor.Schema[options.ImageColumn]);
        VBuffer<byte> encoded = default;
        return () =>
        {
            get(ref encoded);
            return (".img", to => File.WriteAllBytes(to, [.. encoded.DenseValues()]));
        };
    }

    private static void Link(string file, string link)
    {
        try
        {
            File.CreateSymbolicLink(link, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // Not everyone may make links.
            File.Copy(file, link);
        }
    }

    private sealed record Row(string Name, IReadOnlyList<string> Labels, Action<string> Put);
}
