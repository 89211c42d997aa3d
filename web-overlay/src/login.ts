import './login/login-page';
import { restoreTheme } from './ui/theme';

restoreTheme();
