using System.Text.Json.Serialization.Metadata;

namespace TransferLab.Files;

/// <summary>Work on files that the file system may refuse: no room, no permission, a disk that is gone. What else goes wrong is a defect and passes.</summary>
internal static class FileWork
{
    /// <summary>Whether an exception is a refusal of the file system.</summary>
    public static bool IsRefused(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>What the work gives; where it is refused, what <paramref name="refused"/> gives or throws.</summary>
    public static T Do<T>(Func<T> work, Func<Exception, T> refused)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsRefused(e))
        {
            return refused(e);
        }
    }

    /// <summary>Does the work; where it is refused, <paramref name="refused"/> says what becomes of that.</summary>
    public static void Do(Action work, Action<Exception> refused)
    {
        try
        {
            work();
        }
        catch (Exception e) when (IsRefused(e))
        {
            refused(e);
        }
    }

    /// <summary>Does work whose failure costs room or time and nothing else.</summary>
    public static void Try(Action work) => Do(work, _ => { });

    /// <summary>Throws a folder away where it is there; what cannot be deleted only takes up room.</summary>
    public static void TryDeleteFolder(string path) => Try(() =>
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    });

    /// <summary>What a JSON file holds; where it cannot be read or is something else, what <paramref name="wrong"/> gives or throws.</summary>
    public static T ReadJson<T>(string path, JsonTypeInfo<T> type, Func<Exception, T> wrong)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), type) ?? throw new JsonException("the file holds 'null'");
        }
        catch (Exception e) when (IsRefused(e) || e is JsonException)
        {
            return wrong(e);
        }
    }
}
