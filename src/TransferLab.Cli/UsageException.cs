namespace TransferLab.Cli;

/// <summary>The command line asks for something that makes no sense; the message names the option and says what would.</summary>
internal sealed class UsageException(string message) : Exception(message);
