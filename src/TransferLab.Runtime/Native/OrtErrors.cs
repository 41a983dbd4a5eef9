using System.Text.RegularExpressions;

namespace TransferLab.Runtime.Native;

/// <summary>Turns what the managed API throws into <see cref="OrtException"/>, whose message says what was being done to which model.</summary>
internal static partial class OrtErrors
{
    /// <summary>Does something; an error of the runtime becomes an <see cref="OrtException"/>.</summary>
    /// <param name="operation">What is being done, as in "could not {operation}".</param>
    /// <param name="subject">Which model or value it concerns.</param>
    /// <param name="action">What to do.</param>
    public static void Guard(string operation, string? subject, Action action) => Guard(operation, subject, () =>
    {
        action();
        return true;
    });

    /// <inheritdoc cref="Guard(string, string?, Action)"/>
    public static T Guard<T>(string operation, string? subject, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (OnnxRuntimeException e)
        {
            throw Translate(e, operation, subject);
        }
    }

    /// <summary>The exception for what the runtime reported.</summary>
    public static OrtException Translate(OnnxRuntimeException error, string operation, string? subject)
    {
        var words = Colour().Replace(error.Message, "");
        var match = Code().Match(words);
        var code = match.Groups["code"].Value switch
        {
            // The managed API's list of codes ends earlier than the library's and calls two of them by older names.
            "ShapeInferenceNotRegistered" => "ExecutionProviderFailed",
            "RequirementNotRegistered" => "ModelLoadCanceled",
            var name => name.Length > 0 ? name : "Fail",
        };
        return new OrtException($"ONNX Runtime could not {operation}{(subject is null ? "" : " " + subject)}: {words[match.Length..]} ({code})", error);
    }

    [GeneratedRegex(@"^\[ErrorCode:(?<code>\w+)\] ")]
    private static partial Regex Code();

    // Some messages of providers carry the colours of a terminal.
    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
