namespace TransferLab.Errors;

/// <summary>What a person gave cannot be used: a picture, a model, a folder, a setting. The message says what was wrong,
/// where, and what to do about it; it is an answer and no defect. Base of all such exceptions of the library.</summary>
public class InputException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="inner">What caused it; null for nothing.</param>
    public InputException(InputMessage message, Exception? inner = null)
        : base(message?.ToString(), inner) => Words = message ?? "";

    /// <summary>The message with the settings in it as data, for front ends that call them otherwise.</summary>
    public InputMessage Words { get; }

    /// <summary>Whether an exception's message alone tells a person what to do: input that cannot be used, or a machine that is
    /// at its end (disk, permissions, memory, a native library that is not there). Any other exception is a defect.</summary>
    public static bool IsAnswer(Exception e) =>
        e is InputException or IOException or UnauthorizedAccessException or OutOfMemoryException or DllNotFoundException;
}

/// <summary>A setting is out of range, or settings do not go together. <see cref="InputException.Words"/> names them.</summary>
public class SettingException(InputMessage message, Exception? inner = null) : InputException(message, inner)
{
    /// <summary>Throws where a condition does not hold.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="message">What is wrong with the setting, and what it may be.</param>
    /// <exception cref="SettingException">It does not hold.</exception>
    public static void Require(bool holds, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(holds))] RequiredMessage message)
    {
        if (!holds)
            throw new SettingException(message.Message!);
    }
}

/// <summary>A message that is composed only where a condition does not hold.</summary>
[System.Runtime.CompilerServices.InterpolatedStringHandler]
public readonly ref struct RequiredMessage
{
    /// <summary>Begins a message where it is needed; called by the compiler.</summary>
    public RequiredMessage(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        Message = isNeeded ? new InputMessage(literalLength, formattedCount) : null;
    }

    internal InputMessage? Message { get; }

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string value) => Message!.AppendLiteral(value);

    /// <summary>Adds a setting.</summary>
    public void AppendFormatted(SettingName value) => Message!.AppendFormatted(value);

    /// <summary>Adds a value, formatted invariantly.</summary>
    public void AppendFormatted<T>(T value, string? format = null) => Message!.AppendFormatted(value, format);
}
