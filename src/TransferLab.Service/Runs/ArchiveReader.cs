using System.Formats.Tar;
using System.IO.Compression;

namespace TransferLab.Service.Runs;

/// <summary>Unpacks an uploaded archive of pictures. Names that lead out of the folder, links and devices are refused;
/// bytes and files are counted as they come, whatever the archive says of itself.</summary>
internal static class ArchiveReader
{
    private const int LongestName = 400;
    private const int Block = 81920;

    /// <summary>Unpacks a zip, tar or gzipped tar; which it is, the content says.</summary>
    /// <returns>The folder of the pictures: the one given, or the only one in it.</returns>
    /// <exception cref="ServiceException">The archive is malformed, too large, or wants out.</exception>
    public static string Unpack(string archive, string folder, RetrainingOptions limits)
    {
        Directory.CreateDirectory(folder);
        var target = new Target(Path.GetFullPath(folder), limits);
        try
        {
            using var stream = File.OpenRead(archive);
            var head = new byte[2];
            var read = stream.ReadAtLeast(head, 2, throwOnEndOfStream: false);
            stream.Position = 0;
            if (read == 2 && head is [(byte)'P', (byte)'K'])
                Zip(stream, target);
            else if (read == 2 && head is [0x1f, 0x8b])
            {
                using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
                Tar(unzipped, target);
            }
            else
                Tar(stream, target);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or NotSupportedException or ArgumentException)
        {
            throw ServiceException.BadRequest("The upload is no zip, tar or tar.gz that can be unpacked.", e);
        }
        if (target.Files == 0)
            throw ServiceException.BadRequest("The archive holds no files.");
        return Directory.GetFiles(folder).Length == 0 && Directory.GetDirectories(folder) is [var only] ? only : folder;
    }

    private static void Zip(Stream stream, Target target)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            // The upper half holds the Unix mode, where there is one: 0xA000 is a link.
            if (((entry.ExternalAttributes >> 16) & 0xF000) == 0xA000)
                throw ServiceException.BadRequest("The archive holds a link; it must hold files and folders only.");
            if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
                continue;
            using var content = entry.Open();
            target.Add(entry.FullName, content);
        }
    }

    private static void Tar(Stream stream, Target target)
    {
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes)
                continue;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                throw ServiceException.BadRequest("The archive holds a link or a device; it must hold files and folders only.");
            target.Add(entry.Name, entry.DataStream ?? Stream.Null);
        }
    }

    private sealed class Target(string folder, RetrainingOptions limits)
    {
        private long _bytes;

        public int Files { get; private set; }

        public void Add(string name, Stream content)
        {
            if (++Files > limits.Files)
                throw ServiceException.TooLarge($"The archive holds more than {limits.Files} files.");
            var path = Resolve(name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // A name that comes twice would let the later file hide the earlier one.
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            var block = new byte[Block];
            for (int read; (read = content.Read(block)) > 0;)
            {
                _bytes += read;
                if (_bytes > limits.UnpackedBytes)
                    throw ServiceException.TooLarge($"The archive unpacks to more than {limits.UnpackedBytes} bytes.");
                file.Write(block, 0, read);
            }
        }

        private string Resolve(string name)
        {
            var clean = name.Replace('\\', '/');
            var parts = clean.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToArray();
            if (clean.StartsWith('/') || parts.Length == 0 || clean.Length > LongestName || parts.Any(p => p == ".." || p.AsSpan().ContainsAny(':', '\0')))
                throw ServiceException.BadRequest("The archive holds a name that leads out of it, or none that a file can have.");
            var path = Path.GetFullPath(Path.Combine([folder, .. parts]));
            return RunOptionsReader.IsWithin(path, folder) ? path : throw ServiceException.BadRequest("The archive holds a name that leads out of it.");
        }
    }
}
