Option Explicit

' “校验”按钮。只有本模块碰系统：找程序、另存副本、运行程序、读结果。
' 次序：装有 xlwings 加载项的，交给它；否则用 xlpilot 程序；都没有就说明“自检”列照常可用。
' 不引用任何加载项（缺少所引用的加载项，整个工程都不能编译），一律后期绑定。

Private Const WAIT_SECONDS As Long = 120

Public Sub XlpilotCheck()
    Dim program As String

    On Error GoTo Failed
    If XlwingsIsThere() Then
        Application.Run "'xlwings.xlam'!RunPython", "import xlpilot.button; xlpilot.button.main()"
        Exit Sub
    End If
    program = FindProgram()
    If program = "" Then
        Tell "这台电脑没有装 xlpilot，按钮不能用。表里的“自检”列和表顶的提示照常可用，改到表顶提示可以报送即可。"
    Else
        CheckBy program
    End If
    Exit Sub
Failed:
    Tell "校验没有完成：" & Err.Description & "。表里的“自检”列照常可用。"
End Sub

Private Function XlwingsIsThere() As Boolean
    Dim host As Object

    On Error Resume Next
    Set host = Application.Workbooks("xlwings.xlam")
    XlwingsIsThere = Not host Is Nothing
End Function

' 先看工作簿所在的文件夹，再看 %LOCALAPPDATA%\xlpilot，最后看 PATH。
Private Function FindProgram() As String
    Dim folders As Variant
    Dim search As String
    Dim number As Long

    FindProgram = ProgramIn(ThisWorkbook.Path)
    If FindProgram <> "" Then Exit Function
    If Environ("LOCALAPPDATA") <> "" Then FindProgram = ProgramIn(Environ("LOCALAPPDATA") & "\xlpilot")
    If FindProgram <> "" Then Exit Function
    search = Environ("PATH")
    folders = Split(search, IIf(InStr(search, "\") > 0, ";", ":"))
    For number = LBound(folders) To UBound(folders)
        FindProgram = ProgramIn(CStr(folders(number)))
        If FindProgram <> "" Then Exit Function
    Next number
End Function

Private Function ProgramIn(ByVal folder As String) As String
    Dim path As String

    If folder = "" Or InStr(folder, "://") > 0 Then Exit Function
    path = Joined(folder, IIf(InStr(folder, "/") > 0, "xlpilot", "xlpilot.exe"))
    If IsFile(path) Then ProgramIn = path
End Function

Private Function Joined(ByVal folder As String, ByVal name As String) As String
    Dim separator As String

    separator = IIf(InStr(folder, "/") > 0, "/", "\")
    If Right(folder, 1) = separator Then separator = ""
    Joined = folder & separator & name
End Function

Private Function IsFile(ByVal path As String) As Boolean
    ' 不存在的盘符会报错，等于没有。
    On Error Resume Next
    IsFile = Dir(path) <> ""
End Function

Private Sub CheckBy(ByVal program As String)
    Dim stem As String
    Dim copied As String
    Dim answer As String
    Dim outcome As String

    stem = Joined(TemporaryFolder(), "xlpilot-" & CLng(Timer * 100))
    copied = stem & "-" & ThisWorkbook.Name
    answer = stem & ".txt"
    RemoveFile answer
    ThisWorkbook.SaveCopyAs copied
    RunAndWait """" & program & """ check """ & copied & """ --answer """ & answer & """", answer
    If IsFile(answer) Then outcome = XlpilotShow(ThisWorkbook, TextOf(answer))
    RemoveFile copied
    RemoveFile answer
    If outcome = "" Then
        Tell "程序 " & program & " 没有给出结果。表里的“自检”列照常可用；请把这句话告诉市局联系人。"
    Else
        Tell outcome
    End If
End Sub

Private Function TemporaryFolder() As String
    TemporaryFolder = Environ("TEMP")
    If TemporaryFolder = "" Then TemporaryFolder = "/tmp"
End Function

Private Sub RunAndWait(ByVal command As String, ByVal answer As String)
    Dim shell_ As Object
    Dim began As Double

    On Error Resume Next
    Set shell_ = CreateObject("WScript.Shell")
    On Error GoTo 0
    If Not shell_ Is Nothing Then
        shell_.Run command, 0, True
        Exit Sub
    End If
    ' 有的单位停用了脚本宿主：直接运行，等结果文件出现（它总是一次写成的）。
    Shell command, 0
    began = Timer
    Do While Not IsFile(answer)
        DoEvents
        If Timer < began Or Timer > began + WAIT_SECONDS Then Exit Do
    Loop
End Sub

Private Function TextOf(ByVal path As String) As String
    Dim file As Integer
    Dim one As String
    Dim all As String

    file = FreeFile
    Open path For Input As #file
    Do While Not EOF(file)
        Line Input #file, one
        all = all & one & vbLf
    Loop
    Close #file
    TextOf = all
End Function

Private Sub RemoveFile(ByVal path As String)
    On Error Resume Next
    If IsFile(path) Then Kill path
End Sub

Private Sub Tell(ByVal text As String)
    On Error Resume Next
    XlpilotGate ThisWorkbook, text
    On Error GoTo 0
    MsgBox text, 64, "校验"
End Sub
