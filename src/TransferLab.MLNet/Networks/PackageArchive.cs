using System.IO.Compression;
using TransferLab.Classifiers.Packaging;

namespace TransferLab.MLNet.Networks;

/// <summary>A classifier package as one block of bytes.</summary>
internal static class PackageArchive
{
    /// <summary>Packs the files of a package. The same files give the same bytes.</summary>
    public static byte[] Pack(ClassifierPackage package)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            string[] files = [ClassifierPackage.ConfigFile, ClassifierPackage.ModelFile, .. package.Config.Golden.Select(g => g.File)];
            foreach (var file in files)
            {
                var entry = zip.CreateEntry(file.Replace('\\', '/'), CompressionLevel.Fastest);
                entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var to = entry.Open();
                using var from = File.OpenRead(Path.Combine(package.Directory, file));
                from.CopyTo(to);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Loads a package from its bytes; the files exist on disk only meanwhile.</summary>
    /// <exception cref="PackageException">It is no package, or its golden images no longer get the probabilities they must.</exception>
    public static ScoreNetwork Load(byte[] archive)
    {
        var folder = Directory.CreateTempSubdirectory("transferlab-mlnet-").FullName;
        try
        {
            using (var zip = new ZipArchive(new MemoryStream(archive)))
                zip.ExtractToDirectory(folder);
            return ScoreNetwork.Open(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
